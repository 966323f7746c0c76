using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <param name="Failed">Part numbers that ended without a classification.</param>
/// <param name="Seconds">
/// Median of the tasks that were done: from sending to the end, for each part number; null on a day without one.
/// </param>
public sealed record SentDay(DateOnly Day, int Failed, double? Seconds);

/// <param name="Reason">A sentence; empty where none was told.</param>
public sealed record FailureCount(string Reason, int Count);

/// <summary>How the tasks that an organisation sent in a period have ended.</summary>
public sealed record TaskCounts(IReadOnlyList<SentDay> Days, IReadOnlyList<FailureCount> Failures)
{
    private const int MostReasons = 5;

    public static async Task<TaskCounts> ReadCountsAsync(
        NpgsqlDataSource database, Guid organisation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var batch = database.Batch()
            .Add(
                """
                select (t.created_at at time zone 'America/Sao_Paulo')::date as day, sum(t.failed)::int as failed,
                  (percentile_cont(0.5) within group (order by extract(epoch from t.finished_at - t.created_at) / greatest(t.total, 1))
                    filter (where t.status = 'DONE'))::float8 as seconds
                from task t where t.organisation_id = $1 and t.created_at >= $2 and t.created_at < $3 group by 1 order by 1
                """,
                organisation, from, to)
            .Add(
                $"""
                select coalesce(i.error, '') as reason, count(*)::int as count from {TaskRows.WithItems}
                where t.organisation_id = $1 and t.created_at >= $2 and t.created_at < $3 and t.failed > 0 and i.status = 'FAILED'
                group by 1 order by 2 desc, 1 limit {MostReasons}
                """,
                organisation, from, to);
        await using var results = await batch.ReadAsync(ct);
        return new(
            await results.ListAsync(
                row => new SentDay(row.Date("day"), row.Number<int>("failed"), row.NumberOrNull<double>("seconds")), ct),
            await results.ListAsync(row => new FailureCount(row.Text("reason"), row.Number<int>("count")), ct));
    }
}
