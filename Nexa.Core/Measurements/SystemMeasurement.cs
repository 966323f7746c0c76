using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Core.Measurements;

/// <param name="Queue">Each kind of jobs that has queued ones.</param>
/// <param name="Review">What waits for a person.</param>
/// <param name="TableAges">Days since the date of the file in force, by its kind.</param>
public sealed record SystemGauges(
    IReadOnlyList<QueueDepth> Queue, OpenReview Review, IReadOnlyDictionary<string, int> TableAges);

/// <param name="Open">Items that wait.</param>
/// <param name="OldestAge">Seconds since the oldest of them was raised.</param>
public sealed record OpenReview(long Open, double OldestAge);

/// <summary>Measures the installation once for all of its workers.</summary>
public sealed class SystemMeasurement(NpgsqlDataSource database)
{
    private const long Lock = 0x4E65_7861_4D45_41; // "NexaMEA": one worker measures at a time

    /// <summary>
    /// The gauges, not older than <paramref name="mostAge"/>: the caller measures when the row is older and no other worker is at it.
    /// </summary>
    /// <returns>Null while the first measurement of another worker is under way.</returns>
    public async Task<SystemGauges?> ReadGaugesAsync(TimeSpan mostAge, CancellationToken ct)
    {
        await using var batch = database.Batch();
        batch.Add(
            $"""
            insert into measurement (id, measured_at, gauges)
            select 1, now(), jsonb_build_object(
              'queue', ({JobQueue.MeasureDepths}), 'review', ({ReviewQueue.MeasureOpen}), 'table_ages', ({FiscalTableAges.Measure}))
            where case when exists (select from measurement where measured_at > now() - $1) then false
              else pg_try_advisory_xact_lock($2) end
            on conflict (id) do update set measured_at = excluded.measured_at, gauges = excluded.gauges
            """,
            mostAge, Lock);
        batch.Add("select gauges::text as gauges from measurement");
        await using var results = await batch.ReadAsync(ct);
        return await results.ListAsync(row => row.Text("gauges"), ct) is [var gauges]
            ? JsonSerializer.Deserialize<SystemGauges>(gauges, NexaJson.Options) : null;
    }
}
