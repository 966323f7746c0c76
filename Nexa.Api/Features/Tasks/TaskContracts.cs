using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Tasks;

/// <param name="Ncm">The code that was sent with it, as given.</param>
/// <param name="Coo">The country of origin that was sent with it, as given.</param>
/// <param name="Classification">The whole answer.</param>
public sealed record TaskItemView(
    int Position, string Partnumber, string? Description, string? Manufacturer, string? Supplier, string? Ncm, string? Coo, string Status,
    string? Error, string? JobId, string? ProgressChannel, Guid? ClassificationId, JsonElement? Classification)
{
    internal static TaskItemView From(TaskItem item, string? result) => new(
        item.Position, item.PartNumber, item.Description, item.Manufacturer, item.Supplier, item.Ncm, item.Coo, item.Status.ToText(),
        item.Error, item.AgentJobId, item.JobId is { } job ? TaskItem.NameChannel(job) : null, item.ClassificationId,
        result is null ? null : JsonElement.Parse(result));
}

/// <param name="Current">Part numbers that are settled, with an answer or without.</param>
/// <param name="Message">What the task last told, as its events do.</param>
/// <param name="UpdatedAt">When it told it.</param>
/// <param name="FileName">Of the document that was sent.</param>
/// <param name="Items">Each part number with its whole answer.</param>
/// <param name="Classifications">The answers so far, as lists of tasks have them.</param>
public sealed record TaskView(
    Guid TaskId, string RoomId, string Kind, string Status, string? Message, string? Error, string? FileName, int Current, int Total,
    int Succeeded, int Failed, Guid? DocumentId, Guid? ImporterId, Guid? SentBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt, IReadOnlyList<TaskItemView> Items, IReadOnlyList<FlatClassification> Classifications)
{
    internal static TaskView From(ClassificationTask task, TaskEvent? last, string? fileName, IReadOnlyList<TaskItemView> items,
        IReadOnlyList<FlatClassification> answers) => new(
        task.Id, ClassificationTask.NameRoom(task.Id), task.Kind.ToText(), task.Status.ToText(),
        ReadMessage(last) ?? ClassificationTask.FirstMessage, task.Error,
        fileName, task.Succeeded + task.Failed, task.Total, task.Succeeded, task.Failed, task.DocumentId, task.ImporterId, task.SentBy,
        task.CreatedAt, last?.CreatedAt ?? task.CreatedAt, task.FinishedAt, items, answers);

    private static string? ReadMessage(TaskEvent? last) =>
        last is not null && JsonElement.Parse(last.Payload).TryGetProperty("message", out var message) ? message.GetString() : null;
}

/// <param name="Tasks">How many match.</param>
/// <param name="Items">Part numbers in them.</param>
/// <param name="ByStatus">All five states, also those without a task.</param>
/// <param name="ByMonth">Months of São Paulo in which tasks were sent, newest first.</param>
public sealed record TaskSummary(
    long Tasks, long Items, long Succeeded, long Failed, IReadOnlyList<TaskStatusCount> ByStatus, IReadOnlyList<TaskMonth> ByMonth)
{
    internal static TaskSummary From(List<TaskCount> counts) => new(
        counts.Sum(c => c.Tasks), counts.Sum(c => c.Items), counts.Sum(c => c.Succeeded), counts.Sum(c => c.Failed), CountStates(counts),
        [
            .. counts.GroupBy(c => c.Month, StringComparer.Ordinal).Select(month => new TaskMonth(
                month.Key, month.Sum(c => c.Tasks), month.Sum(c => c.Items), month.Sum(c => c.Succeeded), month.Sum(c => c.Failed),
                CountStates(month))),
        ]);

    private static List<TaskStatusCount> CountStates(IEnumerable<TaskCount> counts) =>
        [.. Enum.GetValues<TaskState>()
            .Select(state => new TaskStatusCount(state.ToText(), counts.Where(c => c.Status == state).Sum(c => c.Tasks)))];
}

/// <param name="Status">The state.</param>
/// <param name="Tasks">How many are in it.</param>
public sealed record TaskStatusCount(string Status, long Tasks);

/// <param name="Month">Such as <c>2026-12</c>.</param>
/// <param name="Items">Part numbers in its tasks.</param>
/// <param name="Succeeded">Those with a classification.</param>
/// <param name="Failed">Those that ended without one.</param>
public sealed record TaskMonth(
    string Month, long Tasks, long Items, long Succeeded, long Failed, IReadOnlyList<TaskStatusCount> ByStatus);

/// <param name="Result">The one classification, or those of the batch, once it is done.</param>
public sealed record TaskStatusView(Guid TaskId, string Status, int Current, int Total, string? Error, JsonElement? Result);

public sealed record TaskRetried(string Message, Guid TaskId, string RoomId, int Items);
