using System.Text;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>Which tasks a list or a summary is asked for. Every condition that is given must hold.</summary>
public sealed record TaskFilter
{
    public Guid? TaskId { get; init; }
    public TaskState? Status { get; init; }
    public Guid? ImporterId { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The agents server's own name of a job.</summary>
    public string? AgentJobId { get; init; }

    /// <summary>The queue's job, which names a progress channel.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Anywhere in a part number or in the name of the document's file.</summary>
    public string? Text { get; init; }

    /// <summary>A part number of <c>task_item i</c>, without regard to case.</summary>
    internal const string NumberMatches = "upper(i.part_number) like upper(@text)";

    /// <summary>
    /// The conditions on <c>task t</c> beside the one on its organisation; their values are bound to the statement by name.
    /// </summary>
    /// <param name="statement">Gets the values.</param>
    /// <param name="found">The tasks that <see cref="Text"/> means, where they are few.</param>
    internal string BindConditions(NpgsqlBatch statement, Guid[]? found)
    {
        var sql = new StringBuilder("true");
        AddIf(TaskId is not null, "t.id = @task", "task", TaskId);
        AddIf(Status is not null, "t.status = @status", "status", Status?.ToText());
        AddIf(ImporterId is not null, "t.importer_id = @importer", "importer", ImporterId);
        AddIf(From is not null, "t.created_at >= @from", "from", From);
        AddIf(To is not null, "t.created_at < @to", "to", To);
        AddIf(AgentJobId is not null, "t.id in (select task_id from task_item where agent_job_id = @agent_job)", "agent_job", AgentJobId);
        AddIf(JobId is not null, "t.id in (select task_id from task_item where job_id = @job)", "job", JobId);
        if (found is not null)
        {
            AddIf(true, "t.id = any(@found)", "found", found);
        }
        else
        {
            AddIf(Text is not null,
                $"""
                (exists (select from task_item i where i.task_id = t.id and {NumberMatches})
                  or {DocumentRows.HasName})
                """,
                "text", Pattern);
        }

        return sql.ToString();

        void AddIf(bool given, string condition, string name, SqlValue value)
        {
            if (given)
            {
                sql.Append(" and ").Append(condition);
                statement.Bind(name, value);
            }
        }
    }

    internal string? Pattern => Text is null ? null : $"%{Sql.EscapeLike(Text)}%";
}
