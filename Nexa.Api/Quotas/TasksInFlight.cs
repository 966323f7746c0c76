using System.Collections.Frozen;
using Nexa.Api.Auth;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Quotas;

/// <summary>
/// The tasks that wait or are being worked on, of all organisations: counted once a second while somebody submits, and by the first
/// request after a while without. What comes in between is bounded by the rate limits.
/// </summary>
internal sealed partial class TasksInFlight(
    [AllOrganisations] NpgsqlDataSource database, QuotaSettings settings, TimeProvider clock, ILogger<TasksInFlight> log)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>Chosen: some rounds; older counts say nothing of now.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private volatile Counted? last;
    private readonly Lock gate = new();
    private Task counting = Task.CompletedTask;
    private volatile bool isAsked;

    public async ValueTask<bool> IsFullAsync(CurrentUser user, CancellationToken ct)
    {
        isAsked = true;
        if (IsOld)
        {
            await CountTogetherAsync().WaitAsync(ct);
        }

        var counts = last!.Counts;
        return counts.GetValueOrDefault((user.Organisation, null)) >= settings.TasksInFlight.Organisation
            || counts.GetValueOrDefault((user.Organisation, user.Id)) >= settings.TasksInFlight.FindLimit(user);
    }

    private bool IsOld => last is not { } counted || clock.GetElapsedTime(counted.At) > Trust;

    /// <summary>Requests that come at once wait for one count, and hear together that PostgreSQL does not answer.</summary>
    private Task CountTogetherAsync()
    {
        lock (gate)
        {
            return counting = counting.IsCompleted ? CountAsync(CancellationToken.None) : counting;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (isAsked)
            {
                isAsked = false;
                try
                {
                    await CountAsync(stoppingToken);
                }
                catch (NpgsqlException silent)
                {
                    LogUncounted(silent.Message);
                }
            }
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        try
        {
            var found = await TaskRows.CountInFlightAsync(database, ct);
            var people = found.Where(row => row.SentBy is not null)
                .Select(row => KeyValuePair.Create((row.Organisation, row.SentBy), row.Tasks));
            var organisations = found.GroupBy(row => row.Organisation)
                .Select(all => KeyValuePair.Create((all.Key, (Guid?)null), all.Sum(row => row.Tasks)));
            last = new(clock.GetTimestamp(), people.Concat(organisations).ToFrozenDictionary());
        }
        catch (NpgsqlException failed) when (failed.InnerException is not TimeoutException)
        {
            // Else each request would try in its turn, while PostgreSQL starts again.
            last = new(clock.GetTimestamp(), last?.Counts ?? FrozenDictionary<(Guid, Guid?), long>.Empty);
            LogUncounted(failed.Message);
        }
    }

    private sealed record Counted(long At, FrozenDictionary<(Guid Organisation, Guid? User), long> Counts);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL unavailable: tasks in flight keep their last count: {Reason}")]
    private partial void LogUncounted(string reason);
}
