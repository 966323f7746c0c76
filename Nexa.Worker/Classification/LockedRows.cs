using Nexa.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Worker.Classification;

/// <summary>A task as it stands under its row lock, and what the transaction makes of it.</summary>
internal sealed class LockedTask
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required TaskKind Kind { get; init; }
    public required TaskState Before { get; init; }
    public TaskState Status { get; set; }
    public int Total { get; init; }
    public int Succeeded { get; set; }
    public int Failed { get; set; }
    public long LastSeq { get; set; }
    public bool HasEnded => Before is not (TaskState.Started or TaskState.Processing);
}

/// <summary>The rows that a transaction of results changes, locked always in the order jobs, tasks, items, part numbers, each by id: no deadlocks.</summary>
internal sealed record LockedRows(
    HashSet<Guid> Jobs, Dictionary<Guid, LockedTask> Tasks, HashSet<Guid> PendingItems, Dictionary<(string Normalized, Guid? Manufacturer), Guid> PartNumbers)
{
    /// <summary>The owners of the tasks who have webhooks.</summary>
    public HashSet<Guid> Listeners { get; } = [];

    public static async Task<LockedRows> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<PendingWrite> writes, IReadOnlyDictionary<string, Guid> manufacturers, CancellationToken ct)
    {
        var jobs = writes.Select(w => w.Job).DistinctBy(j => j.Id).ToList();
        var items = writes.OfType<PendingWrite.Item>().ToList();
        var numbers = items.Where(i => i.Answer is not null)
            .Select(i => (Number: i.PartNumber.Trim(), Manufacturer: ManufacturerOf(i, manufacturers)))
            .DistinctBy(n => (PartNumber.Normalize(n.Number), n.Manufacturer))
            .OrderBy(n => PartNumber.Normalize(n.Number), StringComparer.Ordinal).ThenBy(n => n.Manufacturer).ToList();

        await using var batch = new NpgsqlBatch(connection);
        Add(batch, Sql.FollowKeys);
        var fence = Add(batch, "select j.id from job j join unnest($1, $2) as mine(id, token) on j.id = mine.id and j.lease_token = mine.token order by j.id for update of j");
        fence.Parameters.Add(new() { Value = jobs.ConvertAll(j => j.Id) });
        fence.Parameters.Add(new() { Value = jobs.ConvertAll(j => j.Token) });
        var tasks = Add(batch, "select id, owner_id, kind, status, total, succeeded, failed, last_seq from task where id = any($1) order by id for update");
        tasks.Parameters.Add(new() { Value = writes.Select(w => w.TaskId).Distinct().ToArray() });
        var pending = Add(batch, "select id from task_item where id = any($1) and status = 'PENDING' order by id for update");
        pending.Parameters.Add(new() { Value = items.ConvertAll(i => i.ItemId) });
        var insert = Add(batch, "insert into part_number (id, number, normalized, manufacturer_id) select * from unnest($1, $2, $3, $4) on conflict (normalized, manufacturer_id) do nothing");
        insert.Parameters.Add(new() { Value = numbers.ConvertAll(_ => Guid.CreateVersion7()) });
        insert.Parameters.Add(new() { Value = numbers.ConvertAll(n => n.Number) });
        insert.Parameters.Add(new() { Value = numbers.ConvertAll(n => PartNumber.Normalize(n.Number)) });
        insert.Parameters.Add(new() { Value = numbers.ConvertAll(n => n.Manufacturer), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        var found = Add(batch, """
            select p.id, p.normalized, p.manufacturer_id from part_number p
            join unnest($1, $2) as wanted(normalized, manufacturer_id) on p.normalized = wanted.normalized and p.manufacturer_id is not distinct from wanted.manufacturer_id
            order by p.id for update of p
            """);
        found.Parameters.Add(new() { Value = numbers.ConvertAll(n => PartNumber.Normalize(n.Number)) });
        found.Parameters.Add(new() { Value = numbers.ConvertAll(n => n.Manufacturer), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });

        var listeners = Add(batch, "select distinct w.owner_id from webhook w join task t on t.owner_id = w.owner_id where t.id = any($1) and w.enabled");
        listeners.Parameters.Add(new() { Value = writes.Select(w => w.TaskId).Distinct().ToArray() });

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new LockedRows([], [], [], []);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Jobs.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var status = Enum.Parse<TaskState>(reader.GetString(3), ignoreCase: true);
            rows.Tasks[reader.GetGuid(0)] = new()
            {
                Id = reader.GetGuid(0),
                OwnerId = reader.GetGuid(1),
                Kind = Enum.Parse<TaskKind>(reader.GetString(2), ignoreCase: true),
                Before = status,
                Status = status,
                Total = reader.GetInt32(4),
                Succeeded = reader.GetInt32(5),
                Failed = reader.GetInt32(6),
                LastSeq = reader.GetInt64(7),
            };
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.PendingItems.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.PartNumbers[(reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetGuid(2))] = reader.GetGuid(0);
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Listeners.Add(reader.GetGuid(0));
        }

        return rows;
    }

    public static Guid? ManufacturerOf(PendingWrite.Item item, IReadOnlyDictionary<string, Guid> manufacturers) =>
        item.Answer?.Result.Fabricante is { } name ? manufacturers[Manufacturer.KeyOf(name)] : null;

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }
}
