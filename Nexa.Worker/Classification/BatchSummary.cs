using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>The last event of a batch: what became of every part number.</summary>
internal static class BatchSummary
{
    /// <param name="connection">Holds the task's row lock.</param>
    /// <param name="task">The task that ended.</param>
    /// <param name="unwritten">Items that the same transaction is about to write.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<BatchFinished> OfAsync(
        NpgsqlConnection connection, LockedTask task, IReadOnlyCollection<(PendingWrite.Item Write, Guid? ClassificationId)> unwritten, CancellationToken ct)
    {
        var now = unwritten.Where(i => i.Write.TaskId == task.Id).ToDictionary(i => i.Write.ItemId, i => i.Write);
        var numbers = new List<string>(task.Total);
        var results = new Dictionary<string, BatchItem>(task.Total, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            """
            select i.id, i.part_number, i.status, i.error, c.ncm, c.confidence
            from task_item i left join classification c on c.id = i.classification_id where i.task_id = $1 order by i.position
            """, connection);
        command.Parameters.Add(new() { Value = task.Id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var number = reader.GetString(1);
            numbers.Add(number);
            results[number] = now.TryGetValue(reader.GetGuid(0), out var write)
                ? Of(write)
                : new(reader.GetString(2), Text(4), await reader.IsDBNullAsync(5, ct) ? null : reader.GetDouble(5), Text(3));
        }

        var message = task.Failed == 0
            ? $"{task.Succeeded} part numbers classificados."
            : $"{task.Succeeded} de {task.Total} part numbers classificados; {task.Failed} sem classificação.";
        return new(task.Status is TaskState.Done ? "done" : "failed", message, numbers, results);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private static BatchItem Of(PendingWrite.Item write) => write.Answer is { Rejected: null } answer
        ? new(ItemState.Done.Text(), answer.Result.Ncm, answer.Result.ConfidenceScore, null)
        : new(ItemState.Failed.Text(), null, null, write.Error ?? write.Answer?.Rejected);
}
