using System.Text.Json;
using Nexa.Core.Data;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Tasks;

public sealed record TaskItemView(
    int Position, string Partnumber, string Status, string? Error, string? JobId, string? ProgressChannel, JsonElement? Classification);

/// <param name="Current">Settled items.</param>
/// <param name="Classifications">The answers so far.</param>
public sealed record TaskView(
    Guid TaskId, string RoomId, string Kind, string Status, int Current, int Total, int Succeeded, int Failed, string? Error,
    Guid? DocumentId, Guid? ImporterId, Guid? SentBy,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, IReadOnlyList<TaskItemView> Items, IReadOnlyList<JsonElement> Classifications);

/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record TaskPage(IReadOnlyList<TaskView> Tasks, string? NextCursor);

/// <param name="Result">The one classification, or those of the batch, once it is done.</param>
public sealed record TaskStatusView(Guid TaskId, string Status, int Current, int Total, string? Error, JsonElement? Result);

public sealed record TaskRetried(string Message, Guid TaskId, string RoomId, int Items);

internal static class TaskViews
{
    public static TaskView ToView(this ClassificationTask task, IEnumerable<(TaskItem Item, string? Result)> rows)
    {
        var items = rows.Select(r => new TaskItemView(
            r.Item.Position, r.Item.PartNumber, r.Item.Status.ToText(), r.Item.Error, r.Item.AgentJobId,
            r.Item.JobId is { } job ? $"progress-{job}" : null, r.Result is null ? null : JsonElement.Parse(r.Result))).ToList();
        return new(task.Id, ClassificationTask.NameRoom(task.Id), task.Kind.ToText(), task.Status.ToText(), task.Succeeded + task.Failed,
            task.Total, task.Succeeded, task.Failed,
            task.Error, task.DocumentId, task.ImporterId, task.SentBy, task.CreatedAt, task.FinishedAt, items,
            [.. items.Where(i => i.Status == ItemState.Done.ToText() && i.Classification is not null)
                .Select(i => i.Classification!.Value)]);
    }
}
