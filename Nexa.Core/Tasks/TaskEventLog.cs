using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>The events of a task: appended under the task's row lock, so that their numbers follow the order of the commits.</summary>
public static class TaskEventLog
{
    /// <summary>Joins the newest event of <c>task t</c> as <c>e</c>.</summary>
    internal const string JoinNewest = "left join task_event e on e.task_id = t.id and e.seq = t.last_seq";

    /// <summary>Tasks a statement: at a thousand events each it stays within seconds.</summary>
    private const int PrunedAtOnce = 200;

    /// <summary>Appends in the caller's transaction; publish the answer once that is committed.</summary>
    public static async Task<StoredEvent> AppendAsync(
        NpgsqlConnection connection, Guid taskId, string name, string payload, CancellationToken ct)
    {
        var seq = await connection.Statement(
            """
            with numbered as (update task set last_seq = last_seq + 1 where id = $1 returning last_seq)
            insert into task_event (task_id, seq, name, payload) select $1, last_seq, $2, $3 from numbered returning seq
            """,
            taskId, name, SqlValue.Json(payload)).ScalarAsync<long?>(ct);
        return new(taskId, seq!.Value, name, payload);
    }

    /// <summary>Inserts events whose numbers the caller has taken from the locked task rows.</summary>
    public static void AddInsert(NpgsqlBatch batch, List<StoredEvent> events) => batch.Add(
        "insert into task_event (task_id, seq, name, payload) select * from unnest($1, $2, $3, $4)",
        events.ConvertAll(e => e.TaskId), events.ConvertAll(e => e.Seq), events.ConvertAll(e => e.Name),
        SqlValue.Json(events.ConvertAll(e => e.Payload)));

    /// <summary>
    /// Deletes the events, but for each task's last one, of tasks that ended longer ago than <paramref name="keep"/>: lists show the last
    /// one, and a late follower is told by it how the task ended.
    /// </summary>
    /// <param name="database">As a role that sees the tasks of all organisations.</param>
    /// <param name="keep">For how long an ended task keeps its events.</param>
    /// <param name="after">Null for the first call; the answer of the call before for the next.</param>
    /// <param name="ct">Cancels between two statements.</param>
    /// <returns>How many events went, and the last task of this step; null when all tasks were seen.</returns>
    public static async Task<(long Deleted, Guid? Last)> PruneAsync(
        NpgsqlDataSource database, TimeSpan keep, Guid? after, CancellationToken ct) => (await database.Statement(
            """
            with ended as materialized (
              select id, last_seq from task
              where id > $1 and status in ('DONE','FAILED','CANCELLED') and finished_at < now() - $2 order by id limit $3),
            gone as (
              delete from task_event e using ended where e.task_id = ended.id and e.seq < ended.last_seq returning e.seq)
            select (select count(*) from gone) as deleted, (select id from ended order by id desc limit 1) as last
            """,
            after ?? Guid.Empty, keep, PrunedAtOnce).ListAsync(row => (row.Number<long>("deleted"), row.IdOrNull("last")), ct)).Single();

    /// <summary>Up to <paramref name="limit"/> events after <paramref name="afterSeq"/>, in order.</summary>
    /// <returns>
    /// The events; whether they are the last ones that will ever come, as the task is over or gone; and whether it is gone, with its events.
    /// </returns>
    public static async Task<(List<StoredEvent> Events, bool Ended, bool IsGone)> ReadEventsAsync(
        NpgsqlDataSource database, Guid taskId, long afterSeq, int limit, CancellationToken ct)
    {
        await using var batch = database.Batch();
        // The task is read first: an event that is stored between the two statements is then read, not taken for missing.
        batch.Add("select last_seq, status in ('DONE','FAILED','CANCELLED') as ended from task where id = $1", taskId);
        batch.Add(
            "select seq, name, payload from task_event where task_id = $1 and seq > $2 order by seq limit $3", taskId, afterSeq, limit);
        await using var results = await batch.ReadAsync(ct);
        var task = await results.ListAsync(row => (LastSeq: row.Number<long>("last_seq"), Ended: row.Flag("ended")), ct);
        var events = await results.ListAsync(row =>
            new StoredEvent(taskId, row.Number<long>("seq"), row.Text("name"), row.Text("payload")), ct);
        var (last, ended) = task is [var found] ? found : (0, true);
        return (events, ended && last <= (events.Count == 0 ? afterSeq : events[^1].Seq), task.Count == 0);
    }

    /// <summary>The number of each task's newest event; a task that is gone is not among them.</summary>
    /// <param name="database">As a role that sees the tasks of all organisations.</param>
    /// <param name="tasks">Which.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Dictionary<Guid, long>> ReadLastSeqsAsync(
        NpgsqlDataSource database, IReadOnlyCollection<Guid> tasks, CancellationToken ct) =>
        (await database.Statement("select id, last_seq from task where id = any($1)", tasks.ToArray())
            .ListAsync(row => (Id: row.Id("id"), Seq: row.Number<long>("last_seq")), ct)).ToDictionary(one => one.Id, one => one.Seq);
}
