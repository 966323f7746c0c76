using System.Globalization;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Worker.Watching;

/// <summary>
/// Gives each entry of the audit log to the logs, under a category of its own: after its commit, in the order of their ids but for what
/// commits late, and at least once. Any number of workers may do so.
/// </summary>
internal sealed partial class AuditShipper(NpgsqlDataSource database, ILoggerFactory logs, ILogger<AuditShipper> log) : BackgroundService
{
    public const string Category = "Nexa.AuditLog";
    private const int MostAtOnce = 500;

    /// <summary>Chosen: what watches the log hears of a deed while it can still be stopped, and an idle statement costs nothing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await AuditShipping.ShipAsync(database, MostAtOnce, Ship, stoppingToken) == MostAtOnce)
                {
                    // more wait
                }
            }
            catch (NpgsqlException failed)
            {
                LogFailed(failed.Message);
            }
        }
    }

    private void Ship(AuditEntry entry)
    {
        var auditLog = logs.CreateLogger(Category);
        if (auditLog.IsEnabled(LogLevel.Information))
        {
            auditLog.Log(LogLevel.Information, default, List(entry), null, Format);
        }
    }

    /// <summary>The members of a log record, as JSON and OTLP show them; null where the entry has none.</summary>
    private static KeyValuePair<string, object?>[] List(AuditEntry entry) =>
    [
        new("EntryId", entry.Id), new("At", entry.At.ToString("O", CultureInfo.InvariantCulture)), new("Action", entry.Action),
        new("Subject", entry.Subject), new("UserId", entry.UserId), new("OrganisationId", entry.OrganisationId),
        new("Via", entry.Via), new("Address", entry.Address), new("Before", entry.Before), new("After", entry.After),
    ];

    private static string Format(KeyValuePair<string, object?>[] entry, Exception? none) =>
        string.Join(' ', entry.Where(member => member.Value is not null).Select(member => $"{member.Key}={member.Value}"));

    [LoggerMessage(LogLevel.Warning, "Shipping the audit log failed; retrying in 2 s: {Reason}")]
    private partial void LogFailed(string reason);
}
