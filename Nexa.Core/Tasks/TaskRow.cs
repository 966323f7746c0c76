using Nexa.Core.Classifications;
using Nexa.Core.Data;

namespace Nexa.Core.Tasks;

/// <summary>A task in a list: what it was asked, how far it is, and what it last told.</summary>
/// <param name="JobId">The agents' own name of the first part number's job.</param>
/// <param name="ProgressChannel">Where the agents report on it.</param>
/// <param name="Partnumber">The first one; null until a document is read.</param>
/// <param name="FileName">Of the document that was sent.</param>
/// <param name="Current">Part numbers that are settled, with an answer or without.</param>
/// <param name="Message">What the task last told, as its events do.</param>
/// <param name="UpdatedAt">When it told it.</param>
/// <param name="Classifications">The answers so far, in the order sent: the first 100. GET /tasks/{id} has all of them, whole.</param>
public sealed record TaskRow(
    Guid TaskId, string RoomId, string? JobId, string? ProgressChannel, string Kind, string Status, string? Message, string? Error,
    string? Partnumber, string? FileName, int Current, int Total, int Succeeded, int Failed, Guid? DocumentId, Guid? ImporterId,
    Guid? SentBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt,
    IReadOnlyList<FlatClassification> Classifications)
{
    /// <summary>The columns of <c>task t</c>, its document <c>d</c>, first item <c>i</c> and newest event <c>e</c>.</summary>
    internal const string Columns =
        """
        t.id, t.kind, t.status, t.error, t.total, t.succeeded, t.failed, t.document_id, t.importer_id, t.sent_by, t.created_at,
        t.finished_at, d.file_name, i.part_number, i.agent_job_id, i.job_id, e.payload ->> 'message' as message,
        coalesce(e.created_at, t.created_at) as updated_at
        """;

    internal static TaskRow FromRow(SqlRow row)
    {
        var (id, succeeded, failed) = (row.Id("id"), row.Number<int>("succeeded"), row.Number<int>("failed"));
        var (kind, status) = (row.Text("kind"), row.Text("status"));
        return new(
            id, ClassificationTask.NameRoom(id), row.TextOrNull("agent_job_id"),
            row.IdOrNull("job_id") is { } job ? TaskItem.NameChannel(job) : null, kind, status,
            row.TextOrNull("message") ?? ClassificationTask.FirstMessage, row.TextOrNull("error"), row.TextOrNull("part_number"),
            row.TextOrNull("file_name"), succeeded + failed, row.Number<int>("total"), succeeded, failed, row.IdOrNull("document_id"),
            row.IdOrNull("importer_id"), row.IdOrNull("sent_by"), row.Time("created_at"), row.Time("updated_at"),
            row.TimeOrNull("finished_at"), []);
    }
}
