using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>How an item of a task was settled.</summary>
public sealed record SettledItem(Guid Id, ItemState Status, string? Error, Guid? ClassificationId, string? AgentJobId);

/// <summary>The statements of the table <c>task_item</c>.</summary>
public static class TaskItemRows
{
    /// <summary>
    /// Lateral subquery: what was asked when the part number of <c>classification c</c> was last classified. A correction has no item
    /// of its own, so the versions before it are searched too.
    /// </summary>
    internal const string LastAsked =
        """
        select i.description, i.manufacturer, i.supplier, (select t.importer_id from task t where t.id = i.task_id) as importer_id
        from classification v
        cross join lateral (select * from task_item where classification_id = v.id order by description is null limit 1) i
        where v.part_number_id = c.part_number_id and v.organisation_id = c.organisation_id and v.version <= c.version order by v.version desc limit 1
        """;

    /// <summary>
    /// <c>from</c> clause: the part numbers of the task <c>@task</c> or the document <c>@document</c>, as <c>i</c>, each with its
    /// organisation's <c>classification c</c>.
    /// </summary>
    internal const string LastListed =
        """
        (select distinct on (o.part_number_id) o.part_number_id, o.organisation_id, i.description, i.position, t.importer_id
         from task t join task_item i on i.task_id = t.id join classification o on o.id = i.classification_id
         where (@task is null or t.id = @task) and (@document is null or t.document_id = @document) order by o.part_number_id, i.id) i
        join classification c on c.part_number_id = i.part_number_id and c.organisation_id = i.organisation_id
        """;

    internal static void AddInsert(NpgsqlBatch batch, List<TaskItem> items) => batch.Add(
        """
        insert into task_item (id, task_id, position, part_number, description, manufacturer, supplier, status, classification_id, job_id)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        items.ConvertAll(i => i.Id), items.ConvertAll(i => i.TaskId), items.ConvertAll(i => i.Position),
        items.ConvertAll(i => i.PartNumber),
        items.ConvertAll(i => i.Description), items.ConvertAll(i => i.Manufacturer), items.ConvertAll(i => i.Supplier),
        items.ConvertAll(i => i.Status.Text()), items.ConvertAll(i => i.ClassificationId), items.ConvertAll(i => i.JobId));

    /// <summary>Locks those of the items that are still pending, in the order of their ids; the result has the column <c>id</c>.</summary>
    public static void AddLockPending(NpgsqlBatch batch, List<Guid> items) =>
        batch.Add("select id from task_item where id = any($1) and status = 'PENDING' order by id for update", items);

    public static void AddSettle(NpgsqlBatch batch, List<SettledItem> items) => batch.Add(
        """
        update task_item i set status = u.status, error = u.error, classification_id = u.classification_id, agent_job_id = u.agent_job_id
        from unnest($1, $2, $3, $4, $5) as u(id, status, error, classification_id, agent_job_id) where i.id = u.id
        """,
        items.ConvertAll(i => i.Id), items.ConvertAll(i => i.Status.Text()), items.ConvertAll(i => i.Error),
        items.ConvertAll(i => i.ClassificationId),
        items.ConvertAll(i => i.AgentJobId));

    /// <summary>The items that the jobs have still to classify, by job, in the order of their task.</summary>
    public static async Task<ILookup<Guid, TaskItem>> ReadPendingAsync(NpgsqlDataSource database, List<Guid> jobs, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Add(Sql.FollowKeys);
        batch.Add(
            """
            select job_id, id, task_id, part_number, description, manufacturer, supplier
            from task_item where job_id = any($1) and status = 'PENDING' order by task_id, position
            """,
            jobs);
        await using var results = await batch.ReadAsync(ct);
        await results.SkipAsync(ct);
        var items = await results.ListAsync(row => new TaskItem
        {
            JobId = row.Id("job_id"),
            Id = row.Id("id"),
            TaskId = row.Id("task_id"),
            PartNumber = row.Text("part_number"),
            Description = row.TextOrNull("description"),
            Manufacturer = row.TextOrNull("manufacturer"),
            Supplier = row.TextOrNull("supplier"),
        }, ct);
        return items.ToLookup(item => item.JobId!.Value);
    }

    /// <summary>What became of each item of a task, in the task's order.</summary>
    public static Task<List<T>> ReadOutcomesAsync<T>(
        NpgsqlConnection connection, Guid taskId, Func<SqlRow, T> read, CancellationToken ct) =>
        connection.Statement(
            """
            select i.id, i.part_number, i.status, i.error, c.ncm, c.confidence
            from task_item i left join classification c on c.id = i.classification_id where i.task_id = $1 order by i.position
            """,
            taskId).ListAsync(read, ct);
}
