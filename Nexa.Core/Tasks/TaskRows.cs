using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Importers;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>A task as it stands under its row lock, and what the transaction makes of it.</summary>
public sealed class LockedTask
{
    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public required TaskKind Kind { get; init; }
    public required TaskState Before { get; init; }
    public TaskState Status { get; set; }
    public bool Reclassify { get; init; }
    public int Total { get; init; }
    public int Succeeded { get; set; }
    public int Failed { get; set; }
    public long LastSeq { get; set; }
    public bool HasEnded => Before is not (TaskState.Started or TaskState.Processing);
}

/// <summary>The statements of the table <c>task</c>. A task changes under its row lock only.</summary>
public static class TaskRows
{
    /// <summary>How often a document <c>d</c> was sent: each time it got a task.</summary>
    internal const string CountForDocument = "select count(*)::int from task t where t.document_id = d.id";

    private const string Columns = "id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq";

    /// <summary>Part of a <c>from</c> clause: each <c>task t</c> with its items <c>i</c>.</summary>
    internal const string WithItems = "task t join task_item i on i.task_id = t.id";

    /// <summary>The importer that the task of a <c>task_item i</c> names.</summary>
    internal const string SelectImporter = "(select t.importer_id from task t where t.id = i.task_id)";

    /// <summary>The document of a task.</summary>
    internal static string SelectDocument(string id) => $"(select t.document_id from task t where t.id = {id})";

    /// <summary>Null where there is no such task: for operators alone, who see all organisations.</summary>
    public static Task<Guid?> FindOrganisationAsync(NpgsqlDataSource database, Guid task, CancellationToken ct) =>
        database.Statement("select organisation_id from task where id = $1", task).ScalarAsync<Guid?>(ct);

    /// <summary>The organisation of a task.</summary>
    internal static string SelectOrganisation(string id) => $"(select t.organisation_id from task t where t.id = {id})";

    /// <summary>Joins the organisation's task <c>t</c> of a <c>task_item i</c>.</summary>
    internal static string JoinTask(string organisation) => $"join task t on t.id = i.task_id and t.organisation_id = {organisation}";

    /// <summary>Joins the tasks <c>t</c> of an organisation.</summary>
    internal static string JoinTasks(string organisation) => $"join task t on t.organisation_id = {organisation}";

    /// <summary>Inserts tasks that have just been planned: answered as far as they are known, else started.</summary>
    internal static void AddInsert(NpgsqlBatch batch, List<ClassificationTask> tasks) => batch.Add(
        $"""
        insert into task (id, organisation_id, sent_by, importer_id, kind, status, reclassify, total, succeeded, failed, last_seq,
        finished_at)
        select u.id, u.organisation_id, u.sent_by,
          case when u.importer_id is not null then {ImporterRows.SelectExisting("u.importer_id", "u.organisation_id")} end,
          u.kind, u.status, u.reclassify, u.total, u.succeeded, 0, u.last_seq, case when u.status = 'DONE' then now() end
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
          as u(id, organisation_id, sent_by, importer_id, kind, status, reclassify, total, succeeded, last_seq)
        """,
        tasks.ConvertAll(t => t.Id), tasks.ConvertAll(t => t.OrganisationId), tasks.ConvertAll(t => t.SentBy),
        tasks.ConvertAll(t => t.ImporterId),
        tasks.ConvertAll(t => t.Kind.ToText()), tasks.ConvertAll(t => t.Status.ToText()),
        tasks.ConvertAll(t => t.Reclassify), tasks.ConvertAll(t => t.Total), tasks.ConvertAll(t => t.Succeeded),
        tasks.ConvertAll(t => t.LastSeq));

    /// <summary>Gives a task that waited for its document the items that were found in it.</summary>
    internal static void AddPlan(NpgsqlBatch batch, ClassificationTask task) => batch.Add(
        """
        update task set total = $2, succeeded = $3, last_seq = greatest(last_seq, $4), status = $5,
          finished_at = case when $5 = 'DONE' then now() end
        where id = $1
        """,
        task.Id, task.Total, task.Succeeded, task.LastSeq, task.Status.ToText());

    /// <summary>
    /// The tasks that wait until a person has checked the lines of a document, newest first (a file that was sent twice has two), or else
    /// a new one for the importer of the last.
    /// </summary>
    public static Task<List<Guid>> FindOrAddForDocumentAsync(
        NpgsqlConnection connection, Sender sender, Guid document, bool reclassify, CancellationToken ct) =>
        connection.Statement(
            $"""
            with waiting as (
              update task set reclassify = reclassify or $4
              where document_id = $3 and organisation_id = $1 and status in ('STARTED','PROCESSING') and total = 0
                and id not in ({JobQueue.SelectTasksInFlight}) returning id),
            added as (
              insert into task (id, organisation_id, sent_by, importer_id, kind, status, reclassify, document_id, total, succeeded, failed,
                last_seq)
              select $5, $1, $2::uuid, (select t.importer_id from task t where t.document_id = $3 order by t.id desc limit 1),
                'DOCUMENT', 'STARTED', $4, $3, 0, 0, 0, 0 where not exists (select from waiting) returning id)
            select id from waiting union all select id from added order by id desc
            """,
            sender.OrganisationId, sender.UserId, document, reclassify, Guid.CreateVersion7()).ListAsync(row => row.Id("id"), ct);

    /// <summary>Locks tasks in the order of their ids; rows for <see cref="ReadTask"/>.</summary>
    public static void AddLock(NpgsqlBatch batch, Guid[] tasks) =>
        batch.Add($"select {Columns} from task where id = any($1) order by id for update", tasks);

    /// <summary>Locks a task; null when it has ended, or is gone.</summary>
    public static async Task<LockedTask?> LockOpenAsync(NpgsqlConnection connection, Guid taskId, CancellationToken ct) =>
        (await connection.Statement($"select {Columns} from task where id = $1 and status in ('STARTED','PROCESSING') for update", taskId)
            .ListAsync(ReadTask, ct)).SingleOrDefault();

    public static LockedTask ReadTask(SqlRow row)
    {
        var status = row.State<TaskState>("status");
        return new()
        {
            Id = row.Id("id"),
            OrganisationId = row.Id("organisation_id"),
            Kind = row.State<TaskKind>("kind"),
            Before = status,
            Status = status,
            Reclassify = row.Flag("reclassify"),
            Total = row.Number<int>("total"),
            Succeeded = row.Number<int>("succeeded"),
            Failed = row.Number<int>("failed"),
            LastSeq = row.Number<long>("last_seq"),
        };
    }

    /// <summary>Writes what became of locked tasks.</summary>
    public static void AddUpdate(NpgsqlBatch batch, List<LockedTask> tasks) => batch.Add(
        """
        update task t set status = u.status, succeeded = u.succeeded, failed = u.failed, last_seq = u.last_seq,
          finished_at = case when u.status in ('DONE','FAILED') then now() end
        from unnest($1, $2, $3, $4, $5) as u(id, status, succeeded, failed, last_seq) where t.id = u.id
        """,
        tasks.ConvertAll(t => t.Id), tasks.ConvertAll(t => t.Status.ToText()), tasks.ConvertAll(t => t.Succeeded),
        tasks.ConvertAll(t => t.Failed),
        tasks.ConvertAll(t => t.LastSeq));

    /// <summary>Fails a task as a whole, such as one whose document cannot be read.</summary>
    /// <returns>Its organisation; null when it had ended already.</returns>
    public static Task<Guid?> FailAsync(
        NpgsqlConnection connection, Guid taskId, string error, CancellationToken ct) => connection.Statement(
        """
        update task set status = 'FAILED', error = $2, finished_at = now()
        where id = $1 and status in ('STARTED','PROCESSING') returning organisation_id
        """,
        taskId, error).ScalarAsync<Guid?>(ct);

    /// <summary>Cancels a task and those of its items that are still pending.</summary>
    /// <returns>The task as it ended; null when it had ended already.</returns>
    internal static async Task<LockedTask?> CancelAsync(
        NpgsqlConnection connection, Guid taskId, Guid organisation, CancellationToken ct) =>
        (await connection.Statement(
            $"""
            with ended as (
              update task set status = 'CANCELLED', finished_at = now()
                where id = $1 and organisation_id = $2 and status in ('STARTED','PROCESSING') returning {Columns}),
              dropped as (update task_item set status = 'CANCELLED' from ended where task_id = ended.id and task_item.status = 'PENDING')
            select {Columns} from ended
            """,
            taskId, organisation).ListAsync(ReadTask, ct)).SingleOrDefault();

    /// <summary>How many tasks wait or are being worked on, by organisation and who sent them.</summary>
    public static Task<List<(Guid Organisation, Guid? SentBy, long Tasks)>> CountInFlightAsync(
        NpgsqlDataSource database, CancellationToken ct) =>
        database.Statement(
            $"""
            select t.organisation_id, t.sent_by, count(*) as tasks from ({JobQueue.SelectTasksInFlight}) j join task t on t.id = j.task_id
            group by t.organisation_id, t.sent_by
            """).ListAsync(row => (row.Id("organisation_id"), row.IdOrNull("sent_by"), row.Number<long>("tasks")), ct);

    /// <summary>The importer that the task names.</summary>
    public static Task<Guid?> FindImporterAsync(NpgsqlConnection connection, Guid? taskId, Guid organisation, CancellationToken ct) =>
        connection.Statement("select importer_id from task where id = $1 and organisation_id = $2", taskId, organisation)
            .ScalarAsync<Guid?>(ct);

    public static Task<bool> IsSeenByAsync(NpgsqlDataSource database, Guid taskId, Guid organisation, CancellationToken ct) =>
        database.Statement("select exists (select from task where id = $1 and organisation_id = $2)", taskId, organisation)
        .ScalarAsync<bool>(ct);

    public static async Task<Guid[]> FindAnyAsync(NpgsqlDataSource database, Guid organisation, int limit, CancellationToken ct) =>
        [.. await database.Statement("select id from task where organisation_id = $1 limit $2", organisation, limit)
            .ListAsync(row => row.Id("id"), ct)];

    /// <summary>Deletes tasks with their items and events.</summary>
    public static Task<int> DeleteAsync(NpgsqlDataSource database, Guid[] tasks, CancellationToken ct) =>
        database.Statement("delete from task where id = any($1)", tasks).ExecuteAsync(ct);
}
