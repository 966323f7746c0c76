using Nexa.Core.Documents;
using Npgsql;

namespace Nexa.Worker.Documents;

/// <summary>Erases uploaded files whose time is up, a few at a time. Any number of workers may do so.</summary>
internal sealed partial class DocumentRetention(
    NpgsqlDataSource database, RetentionSettings settings, ILogger<DocumentRetention> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DocumentRows.EraseContentsAsync(database, settings.KeepFor, stoppingToken) is > 0 and var erased)
                {
                    Erased(erased, settings.KeepFor.TotalDays);
                }
            }
            catch (NpgsqlException exception)
            {
                Failed(exception.Message);
            }

            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "Erased {Count} documents older than {Days} days")]
    private partial void Erased(int count, double days);

    [LoggerMessage(LogLevel.Warning, "Erasing old documents failed; retrying in 1 hour: {Reason}")]
    private partial void Failed(string reason);
}
