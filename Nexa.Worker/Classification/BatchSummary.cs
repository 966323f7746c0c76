using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>Builds the last event of a batch: the outcome of every part number.</summary>
internal static class BatchSummary
{
    /// <param name="connection">Holds the task's row lock.</param>
    /// <param name="task">The task that ended.</param>
    /// <param name="unwritten">Items that the same transaction is about to write.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<BatchFinished> ReadSummaryAsync(
        NpgsqlConnection connection, LockedTask task, IReadOnlyCollection<(PendingWrite.Item Write, Guid? ClassificationId)> unwritten,
        CancellationToken ct)
    {
        var now = unwritten.Where(i => i.Write.TaskId == task.Id).ToDictionary(i => i.Write.ItemId, i => i.Write);
        var outcomes = await TaskItemRows.ReadOutcomesAsync(connection, task.Id, row => (Id: row.Id("id"), Number: row.Text("part_number"),
            Item: new BatchItem(
                row.Text("status"), row.TextOrNull("ncm"), row.NumberOrNull<double>("confidence"), row.TextOrNull("error"))), ct);
        var results = new Dictionary<string, BatchItem>(outcomes.Count, StringComparer.Ordinal);
        foreach (var (id, number, item) in outcomes)
        {
            results[number] = now.TryGetValue(id, out var write) ? ToItem(write) : item;
        }

        var message = task.Failed == 0
            ? $"{task.Succeeded} part numbers classificados."
            : $"{task.Succeeded} de {task.Total} part numbers classificados; {task.Failed} sem classificação.";
        return new(task.Status is TaskState.Done ? "done" : "failed", message, outcomes.ConvertAll(outcome => outcome.Number), results);
    }

    private static BatchItem ToItem(PendingWrite.Item write) => write.Answer is { Rejected: null } answer
        ? new(ItemState.Done.ToText(), answer.Result.Ncm, answer.Result.ConfidenceScore, null)
        : new(ItemState.Failed.ToText(), null, null, write.Error ?? write.Answer?.Rejected);
}
