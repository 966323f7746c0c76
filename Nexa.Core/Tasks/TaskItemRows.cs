using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>How an item of a task was settled.</summary>
public sealed record SettledItem(Guid Id, ItemState Status, string? Error, Guid? ClassificationId, string? AgentJobId);

/// <summary>The statements of the table <c>task_item</c>.</summary>
public static class TaskItemRows
{
    /// <summary>Answers that a task shows in a list of tasks: a page of documents of a thousand lines stays a page.</summary>
    private const int MostAnswers = 100;

    /// <summary>Subquery of a <c>classification v</c>: what was asked; of several items one with a description.</summary>
    internal const string SelectAsked = "select * from task_item where classification_id = v.id order by description is null limit 1";

    /// <summary>Subquery of a <c>classification c</c>: what was asked with the first item that it answered.</summary>
    internal const string SelectFirstAsked =
        "select description, supplier, ncm, coo from task_item where classification_id = c.id order by id limit 1";

    /// <summary>Joins the items <c>i</c> that were answered with this version.</summary>
    internal static string JoinItems(string classification) => $"join task_item i on i.classification_id = {classification}";

    /// <summary>Subquery: the versions that the items of a task were answered with.</summary>
    internal static string SelectAnswers(string task) => $"select classification_id from task_item where task_id = {task}";

    internal static void AddInsert(NpgsqlBatch batch, List<TaskItem> items) => batch.Add(
        """
        insert into task_item (id, task_id, position, part_number, description, manufacturer, supplier, ncm, coo, status,
          classification_id, job_id)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        items.ConvertAll(i => i.Id), items.ConvertAll(i => i.TaskId), items.ConvertAll(i => i.Position),
        items.ConvertAll(i => i.PartNumber), items.ConvertAll(i => i.Description), items.ConvertAll(i => i.Manufacturer),
        items.ConvertAll(i => i.Supplier), items.ConvertAll(i => i.Ncm), items.ConvertAll(i => i.Coo),
        items.ConvertAll(i => i.Status.ToText()), items.ConvertAll(i => i.ClassificationId), items.ConvertAll(i => i.JobId));

    /// <summary>Locks those of the items that are still pending, in the order of their ids; the result has the column <c>id</c>.</summary>
    public static void AddLockPending(NpgsqlBatch batch, List<Guid> items) =>
        batch.Add("select id from task_item where id = any($1) and status = 'PENDING' order by id for update", items);

    public static void AddSettle(NpgsqlBatch batch, List<SettledItem> items) => batch.Add(
        """
        update task_item i set status = u.status, error = u.error, classification_id = u.classification_id, agent_job_id = u.agent_job_id
        from unnest($1, $2, $3, $4, $5) as u(id, status, error, classification_id, agent_job_id) where i.id = u.id
        """,
        items.ConvertAll(i => i.Id), items.ConvertAll(i => i.Status.ToText()), items.ConvertAll(i => i.Error),
        items.ConvertAll(i => i.ClassificationId),
        items.ConvertAll(i => i.AgentJobId));

    /// <summary>The items that the jobs have still to classify, by job, in the order of their task.</summary>
    public static async Task<ILookup<Guid, TaskItem>> ReadPendingAsync(NpgsqlDataSource database, List<Guid> jobs, CancellationToken ct)
    {
        await using var batch = database.Batch(SqlPlanning.FollowKeys);
        batch.Add(
            """
            select job_id, id, task_id, part_number, description, manufacturer, supplier, ncm, coo
            from task_item where job_id = any($1) and status = 'PENDING' order by task_id, position
            """,
            jobs);
        await using var results = await batch.ReadAsync(ct);
        var items = await results.ListAsync(row => new TaskItem
        {
            JobId = row.Id("job_id"),
            Id = row.Id("id"),
            TaskId = row.Id("task_id"),
            PartNumber = row.Text("part_number"),
            Description = row.TextOrNull("description"),
            Manufacturer = row.TextOrNull("manufacturer"),
            Supplier = row.TextOrNull("supplier"),
            Ncm = row.TextOrNull("ncm"),
            Coo = row.TextOrNull("coo"),
        }, ct);
        return items.ToLookup(item => item.JobId!.Value);
    }

    /// <summary>The answers of the tasks, by task, in its order: the first <see cref="MostAnswers"/> of each.</summary>
    internal static async Task<ILookup<Guid, FlatClassification>> ReadAnswersAsync(
        NpgsqlDataSource database, List<Guid> tasks, CancellationToken ct)
    {
        var answers = await database.Statement(
            $"""
            select {FlatClassification.Columns}
            from unnest($1) as t(id)
            cross join lateral (
              select task_id, position, part_number, classification_id from task_item
              where task_id = t.id and status = 'DONE' and classification_id is not null order by position limit $2) i
            {ClassificationSql.JoinVersion("i.classification_id")} order by i.task_id, i.position
            """,
            tasks, MostAnswers).ListAsync(row => (Task: row.Id("task_id"), Answer: FlatClassification.FromRow(row)), ct);
        return answers.ToLookup(one => one.Task, one => one.Answer);
    }

    /// <summary>What became of each item of a task, in the task's order.</summary>
    public static Task<List<T>> ReadOutcomesAsync<T>(
        NpgsqlConnection connection, Guid taskId, Func<SqlRow, T> read, CancellationToken ct) =>
        connection.Statement(
            $"""
            select i.id, i.part_number, i.status, i.error, c.ncm, c.confidence
            from task_item i left {ClassificationSql.JoinVersion("i.classification_id")} where i.task_id = $1 order by i.position
            """,
            taskId).ListAsync(read, ct);
}
