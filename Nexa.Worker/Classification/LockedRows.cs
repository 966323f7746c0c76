using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>
/// The rows that a transaction of results changes, locked always in the order jobs, tasks, items, part numbers, each by id: no deadlocks.
/// </summary>
internal sealed record LockedRows(
    HashSet<Guid> Jobs, Dictionary<Guid, LockedTask> Tasks, HashSet<Guid> PendingItems,
    Dictionary<(string Normalized, Guid? Manufacturer), Guid> PartNumbers)
{
    /// <summary>The organisation of the tasks who have webhooks.</summary>
    public HashSet<Guid> Listeners { get; } = [];

    public static async Task<LockedRows> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<PendingWrite> writes, IReadOnlyDictionary<string, Guid> manufacturers,
        CancellationToken ct)
    {
        var tasks = writes.Select(w => w.TaskId).Distinct().ToArray();
        var items = writes.OfType<PendingWrite.Item>().ToList();
        var numbers = items.Where(i => i.Answer is not null)
            .Select(i => (Number: i.PartNumber.Trim(), Manufacturer: FindManufacturer(i, manufacturers)))
            .DistinctBy(n => (PartNumber.Normalize(n.Number), n.Manufacturer))
            .OrderBy(n => PartNumber.Normalize(n.Number), StringComparer.Ordinal).ThenBy(n => n.Manufacturer).ToList();

        await using var batch = connection.Batch(SqlPlanning.FollowKeys);
        JobQueue.AddLock(batch, [.. writes.Select(w => w.Job).DistinctBy(j => j.Id)]);
        TaskRows.AddLock(batch, tasks);
        TaskItemRows.AddLockPending(batch, items.ConvertAll(i => i.ItemId));
        PartNumberRows.AddLock(batch, numbers);
        WebhookOutbox.AddListeners(batch, tasks);

        await using var results = await batch.ReadAsync(ct);
        var jobs = await results.ListAsync(row => row.Id("id"), ct);
        var lockedTasks = await results.ListAsync(TaskRows.ReadTask, ct);
        var pending = await results.ListAsync(row => row.Id("id"), ct);
        var partNumbers = await results.ListAsync(PartNumberRows.ReadKey, ct);
        var listeners = await results.ListAsync(row => row.Id("organisation_id"), ct);
        var locked = new LockedRows(
            [.. jobs], lockedTasks.ToDictionary(task => task.Id), [.. pending],
            partNumbers.ToDictionary(p => (p.Normalized, p.Manufacturer), p => p.Id));
        locked.Listeners.UnionWith(listeners);
        return locked;
    }

    public static Guid? FindManufacturer(PendingWrite.Item item, IReadOnlyDictionary<string, Guid> manufacturers) =>
        item.Answer?.Result.Fabricante is { } name ? manufacturers[Manufacturer.BuildKey(name)] : null;
}
