using Nexa.Core.Data;
using Nexa.Core.Documents;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="Total">Tasks that match, on all pages; counted up to 10,000.</param>
/// <param name="TotalIsExact">False where there are more than were counted.</param>
public sealed record TaskPage(IReadOnlyList<TaskRow> Tasks, string? NextCursor, int Total, bool TotalIsExact);

/// <summary>The SQL of lists and summaries of an organisation's tasks.</summary>
public sealed class TaskQuery(NpgsqlDataSource database, TaskFilter filter, Guid organisation)
{
    /// <summary>What cursors are bound to: there is one order.</summary>
    public const string Sort = "created_at desc";

    /// <summary>A bound on the cost of a total, whatever the number of tasks.</summary>
    private const int Countable = 10_000;

    /// <summary>
    /// Up to so many matches of a text are looked up task by task; of more, the newest are met soon when read in order.
    /// </summary>
    private const int MostFound = 2_000;

    private Guid[]? found;

    /// <summary>
    /// Finds what the text means before the page is read: whether it is rare or common decides how to read, and that cannot be left to a
    /// guess of the planner.
    /// </summary>
    public async Task ResolveAsync(CancellationToken ct)
    {
        if (filter.Pattern is not { } pattern)
        {
            return;
        }

        // A function of the database: under row level security "like" is not looked up in an index. It answers a row for each match, so that
        // a batch that has them all does not pass for the only task.
        var ids = await database.Statement("select id from find_tasks($1, $2) as id", pattern, MostFound + 1)
            .ListAsync(row => row.Id("id"), ct);
        found = ids.Count <= MostFound ? [.. ids.Distinct()] : null;
    }

    public async Task<TaskPage> ReadPageAsync(int limit, Cursor? after, CancellationToken ct)
    {
        var statement = database.Filter();
        var where = filter.BindConditions(statement, found);
        statement.Bind("organisation", organisation);
        if (after is not null)
        {
            where += " and (t.created_at, t.id) < (@key, @id)";
            statement.Bind("key", Cursor.ParseMoment(after.Key));
            statement.Bind("id", after.Id);
        }

        statement.Bind("limit", limit + 1);
        statement.SetText(
            $"""
            with page as materialized (
              select t.* from task t where t.organisation_id = @organisation and {where}
              order by t.created_at desc, t.id desc limit @limit)
            select {TaskRow.Columns}, t.created_at::text as sort_key
            from page t
            left {DocumentRows.JoinDocument}
            left join lateral (
              select part_number, agent_job_id, job_id from task_item where task_id = t.id order by position limit 1) i on true
            {TaskEventLog.JoinNewest}
            order by t.created_at desc, t.id desc
            """);
        var rows = await statement.ListAsync(row => (Task: TaskRow.FromRow(row), SortKey: row.Text("sort_key")), ct);
        var shown = rows.Take(limit).Select(row => row.Task).ToList();
        var answers = await TaskItemRows.ReadAnswersAsync(database, shown.ConvertAll(task => task.TaskId), ct);
        var total = await CountAsync(ct);
        return new(
            shown.ConvertAll(task => task with { Classifications = [.. answers[task.TaskId]] }),
            rows.Count > limit ? new Cursor(Sort, rows[limit - 1].SortKey, shown[^1].TaskId).ToString() : null,
            Math.Min(total, Countable), total <= Countable);
    }

    /// <summary>How many tasks there are in each state, in each month of São Paulo.</summary>
    public async Task<List<TaskCount>> SummarizeAsync(CancellationToken ct)
    {
        var statement = database.Filter();
        statement.Bind("organisation", organisation);
        statement.SetText(
            $"""
            select to_char(month, 'YYYY-MM') as month, status, tasks, items, succeeded, failed from (
              select date_trunc('month', t.created_at at time zone 'America/Sao_Paulo') as month, t.status, count(*) as tasks,
                sum(t.total) as items, sum(t.succeeded) as succeeded, sum(t.failed) as failed
              from task t where t.organisation_id = @organisation and {filter.BindConditions(statement, found)} group by 1, 2) counted
            order by 1 desc, 2
            """);
        return await statement.ListAsync(row => new TaskCount(
            row.Text("month"), row.State<TaskState>("status"), row.Number<long>("tasks"), row.Number<long>("items"),
            row.Number<long>("succeeded"), row.Number<long>("failed")), ct);
    }

    private async Task<int> CountAsync(CancellationToken ct)
    {
        var statement = database.Filter();
        var where = filter.BindConditions(statement, found);
        statement.Bind("organisation", organisation);
        statement.Bind("limit", Countable + 1);
        statement.SetText(
            $"""
            select count(*)::int from (
              select from task t where t.organisation_id = @organisation and {where} limit @limit) counted
            """);
        return await statement.ScalarAsync<int>(ct);
    }
}

/// <summary>Tasks of one state in one month, and the part numbers in them.</summary>
public sealed record TaskCount(string Month, TaskState Status, long Tasks, long Items, long Succeeded, long Failed);
