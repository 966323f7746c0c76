using System.Collections.Frozen;
using Nexa.Api.Auth;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Quotas;

/// <summary>
/// The tasks that wait or are being worked on, of all organisations: counted once a second while somebody submits, never by a request. What
/// comes in between is bounded by the rate limits.
/// </summary>
internal sealed partial class TasksInFlight(
    [AllOrganisations] NpgsqlDataSource database, QuotaSettings settings, ILogger<TasksInFlight> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private volatile FrozenDictionary<(Guid Organisation, Guid? User), long> counts = FrozenDictionary<(Guid, Guid?), long>.Empty;
    private volatile bool isAsked;

    public bool IsFull(CurrentUser user)
    {
        isAsked = true;
        return counts.GetValueOrDefault((user.Organisation, null)) >= settings.TasksInFlight.Organisation
            || counts.GetValueOrDefault((user.Organisation, user.Id)) >= settings.TasksInFlight.Of(user);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (isAsked)
            {
                isAsked = false;
                await CountAsync(stoppingToken);
            }
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        try
        {
            var found = await TaskRows.CountInFlightAsync(database, ct);
            counts = found.Select(row => (Key: (row.Organisation, row.SentBy), row.Tasks))
                .Concat(found.GroupBy(row => row.Organisation).Select(all => (Key: (all.Key, (Guid?)null), Tasks: all.Sum(row => row.Tasks))))
                .GroupBy(row => row.Key).ToFrozenDictionary(row => row.Key, row => row.Max(one => one.Tasks));
        }
        catch (NpgsqlException failed)
        {
            LogUncounted(failed.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "PostgreSQL unavailable: tasks in flight keep their last count: {Reason}")]
    private partial void LogUncounted(string reason);
}
