using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>
/// Reads the items that jobs have still to classify. Jobs that ask while a query runs, as those of one claim do, share the next query.
/// </summary>
internal sealed class PendingItems(NpgsqlDataSource database)
{
    /// <summary>Jobs of one query; a worker has far fewer slots.</summary>
    private const int MostJobs = 1000;

    private readonly Gathered<Guid, List<TaskItem>> questions = new(database, async jobs =>
    {
        var items = await TaskItemRows.ReadPendingAsync(database, [.. jobs], CancellationToken.None);
        return [.. jobs.Select(job => items[job].ToList())];
    }, mostGroups: 1, MostJobs);

    /// <summary>Reads a job's pending items in the order of their task.</summary>
    public Task<List<TaskItem>> ReadItemsAsync(Guid jobId, CancellationToken ct) => questions.AddAsync(jobId, ct);
}
