using System.Threading.Channels;
using Nexa.Mail;

namespace Nexa.Api.Auth;

/// <summary>Runs work after the answer, so that its duration doesn't reveal whether an account exists.</summary>
internal sealed partial class AfterAnswer(
    IServiceScopeFactory scopes, MailSettings settings, ILogger<AfterAnswer> logger) : BackgroundService
{
    private readonly Channel<Func<IServiceProvider, CancellationToken, Task>> work =
        Channel.CreateBounded<Func<IServiceProvider, CancellationToken, Task>>(1_000);

    /// <summary>Queues work; false when the queue is full.</summary>
    public bool Do(Func<IServiceProvider, CancellationToken, Task> one) => work.Writer.TryWrite(one);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Host is null or "")
        {
            LogNoHost();
        }

        await foreach (var one in work.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await one(scope.ServiceProvider, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Mail:Host is not configured: codes that confirm an address, password resets and invitations are not sent")]
    private partial void LogNoHost();

    [LoggerMessage(Level = LogLevel.Error, Message = "Work after the answer failed; its e-mail was not sent")]
    private partial void LogFailed(Exception e);
}
