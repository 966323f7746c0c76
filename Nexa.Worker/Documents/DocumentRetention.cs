using Microsoft.Extensions.Options;
using Npgsql;

namespace Nexa.Worker.Documents;

/// <summary>Erases uploaded files whose time is up, a few at a time. Any number of workers may do so.</summary>
internal sealed partial class DocumentRetention(NpgsqlDataSource database, IOptions<ExtractionOptions> options, ILogger<DocumentRetention> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>How many files were erased.</summary>
    public static async Task<int> EraseAsync(NpgsqlDataSource database, TimeSpan keepFor, CancellationToken ct)
    {
        var erased = 0;
        while (true)
        {
            await using var command = database.CreateCommand(
                """
                update document set content = null, erased_at = now() where id in (
                  select id from document where content is not null and created_at < now() - $1 limit 20 for update skip locked)
                """);
            command.Parameters.Add(new() { Value = keepFor });
            var now = await command.ExecuteNonQueryAsync(ct);
            erased += now;
            if (now == 0)
            {
                return erased;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await EraseAsync(database, options.Value.KeepFor, stoppingToken) is > 0 and var erased)
                {
                    Erased(erased, options.Value.KeepFor.TotalDays);
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

    [LoggerMessage(LogLevel.Warning, "Old documents could not be erased and will be later: {Reason}")]
    private partial void Failed(string reason);
}
