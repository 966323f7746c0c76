using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.Events;

/// <summary>A task's events: appended under the task's row lock, so that their numbers follow the order of the commits.</summary>
public static class TaskEventLog
{
    /// <summary>Appends in the caller's transaction; publish the answer once that is committed.</summary>
    public static async Task<StoredEvent> AppendAsync(NpgsqlConnection connection, Guid taskId, string name, string payload, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with numbered as (update task set last_seq = last_seq + 1 where id = $1 returning last_seq)
            insert into task_event (task_id, seq, name, payload) select $1, last_seq, $2, $3 from numbered returning seq
            """, connection);
        command.Parameters.Add(new() { Value = taskId });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = payload, NpgsqlDbType = NpgsqlDbType.Json });
        return new(taskId, (long)(await command.ExecuteScalarAsync(ct))!, name, payload);
    }

    /// <summary>Inserts events whose numbers the caller has taken from the locked task rows.</summary>
    public static NpgsqlBatchCommand InsertCommand(IReadOnlyList<StoredEvent> events)
    {
        var command = new NpgsqlBatchCommand("insert into task_event (task_id, seq, name, payload) select * from unnest($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = events.Select(e => e.TaskId).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(e => e.Seq).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(e => e.Name).ToArray() });
        command.Parameters.Add(new() { Value = events.Select(e => e.Payload).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json });
        return command;
    }

    /// <summary>
    /// Up to <paramref name="limit"/> events after <paramref name="afterSeq"/>, in order, and whether they are the last that will ever come: the task is over, or gone.
    /// </summary>
    public static async Task<(List<StoredEvent> Events, bool Ended)> ReadAsync(NpgsqlDataSource database, Guid taskId, long afterSeq, int limit, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        var task = new NpgsqlBatchCommand("select last_seq, status in ('DONE','FAILED','CANCELLED') from task where id = $1"); // first: an event that comes in between is not taken for missing
        task.Parameters.Add(new() { Value = taskId });
        var log = new NpgsqlBatchCommand("select seq, name, payload from task_event where task_id = $1 and seq > $2 order by seq limit $3");
        log.Parameters.Add(new() { Value = taskId });
        log.Parameters.Add(new() { Value = afterSeq });
        log.Parameters.Add(new() { Value = limit });
        batch.BatchCommands.Add(task);
        batch.BatchCommands.Add(log);
        var (last, over) = (0L, true);
        var events = new List<StoredEvent>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
        {
            (last, over) = (reader.GetInt64(0), reader.GetBoolean(1));
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            events.Add(new(taskId, reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }

        return (events, over && last <= (events.Count == 0 ? afterSeq : events[^1].Seq));
    }
}
