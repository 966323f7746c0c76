using Nexa.Client;

namespace Nexa.Web.Tasks;

/// <summary>One part number of a task, as its card shows it.</summary>
public sealed class TaskItem(string partNumber)
{
    public string PartNumber => partNumber;

    public TaskItemStatus Status { get; private set; } = TaskItemStatus.PENDING;

    public string? Error { get; private set; }

    public ClassificationResult? Classification { get; private set; }

    public bool IsSettled => Status is not TaskItemStatus.PENDING;

    /// <summary>What has to be known before the code is certain; null where nothing is asked.</summary>
    public string? Question =>
        Classification is { Needs_review: not false, Questions: { Count: > 0 } questions } ? questions.First() : null;

    public void Settle(ClassificationResult classification) => (Status, Classification) = (TaskItemStatus.DONE, classification);

    public static TaskItem FromView(TaskItemView view) =>
        new(view.Partnumber) { Status = view.Status, Error = view.Error, Classification = view.Classification };
}
