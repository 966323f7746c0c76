using System.Threading.Channels;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Nexa.Api.Auth.Mail;

internal sealed record Letter(string To, string Subject, string Text);

internal interface IMailer
{
    Task SendAsync(Letter letter, CancellationToken ct);
}

/// <summary>The section <c>Mail</c>. Without a host, letters are written to the log in development and are not sent elsewhere.</summary>
internal sealed class MailSettings
{
    public string? Host { get; init; }
    public int Port { get; init; } = 587;

    /// <summary>SslOnConnect for port 465; None only for a relay on the same machine.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.StartTls;
    public string? User { get; init; }
    public string? Password { get; init; }
    public string From { get; init; } = "nexa@localhost";
}

internal sealed class SmtpMailer(MailSettings settings) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        using var message = new MimeMessage { Subject = letter.Subject, Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.Add(MailboxAddress.Parse(letter.To));
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(settings.Host!, settings.Port, settings.Security, ct);
        if (settings.User is { Length: > 0 })
        {
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", ct);
        }

        await client.SendAsync(message, ct);
        await client.DisconnectAsync(quit: true, ct);
    }
}

/// <summary>
/// Without a mail server: writes the letter to the log in development. Elsewhere only its subject, because a reset link is a secret.
/// </summary>
internal sealed partial class LogMailer(IHostEnvironment environment, ILogger<LogMailer> logger) : IMailer
{
    public Task SendAsync(Letter letter, CancellationToken ct)
    {
        if (environment.IsDevelopment())
        {
            LogLetter(letter.To, letter.Subject, letter.Text);
        }
        else
        {
            LogNotSent(letter.Subject);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "E-mail to {To}: {Subject}\n{Text}")]
    private partial void LogLetter(string to, string subject, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail:Host is not configured: e-mail not sent ({Subject})")]
    private partial void LogNotSent(string subject);
}

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
        Message = "Mail:Host is not configured: password resets and invitations will not be sent by e-mail")]
    private partial void LogNoHost();

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending an e-mail failed")]
    private partial void LogFailed(Exception e);
}

internal static class MailServices
{
    public static void AddNexaMail(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        if (builder.AddSettings<MailSettings>("Mail").Host is { Length: > 0 })
        {
            services.AddSingleton<IMailer, SmtpMailer>();
        }
        else
        {
            services.AddSingleton<IMailer, LogMailer>();
        }

        services.AddSingleton<AfterAnswer>().AddHostedService(provider => provider.GetRequiredService<AfterAnswer>());
    }
}
