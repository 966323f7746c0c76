using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>The items that a job has still to classify. Jobs that ask while a query runs, as those of one claim do, share the next one.</summary>
internal sealed class PendingItems(NpgsqlDataSource database)
{
    private readonly Lock gate = new();
    private List<Question> waiting = [];
    private bool reading;

    /// <summary>In the order of their task.</summary>
    public Task<List<TaskItem>> OfAsync(Guid jobId, CancellationToken ct)
    {
        var question = new Question(jobId);
        lock (gate)
        {
            waiting.Add(question);
            if (!reading)
            {
                reading = true;
                using (ExecutionContext.SuppressFlow()) // the first one's trace is not the others'
                {
                    _ = Task.Run(AnswerAllAsync, CancellationToken.None);
                }
            }
        }

        return question.Answer.Task.WaitAsync(ct);
    }

    private async Task AnswerAllAsync()
    {
        while (Take() is { Count: > 0 } questions)
        {
            try
            {
                var items = await ReadAsync(questions.ConvertAll(question => question.JobId));
                questions.ForEach(question => question.Answer.TrySetResult([.. items[question.JobId]]));
            }
            catch (Exception exception)
            {
                questions.ForEach(question => question.Answer.TrySetException(exception));
            }
        }
    }

    private List<Question> Take()
    {
        lock (gate)
        {
            var taken = waiting;
            waiting = [];
            reading = taken.Count > 0;
            return taken;
        }
    }

    private async Task<ILookup<Guid, TaskItem>> ReadAsync(List<Guid> jobs)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(Sql.FollowKeys));
        var command = new NpgsqlBatchCommand(
            "select job_id, id, task_id, part_number, description, manufacturer, supplier from task_item where job_id = any($1) and status = 'PENDING' order by task_id, position");
        command.Parameters.Add(new() { Value = jobs });
        batch.BatchCommands.Add(command);
        var items = new List<(Guid JobId, TaskItem Item)>();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            items.Add((reader.GetGuid(0), new()
            {
                Id = reader.GetGuid(1),
                TaskId = reader.GetGuid(2),
                PartNumber = reader.GetString(3),
                Description = Text(4),
                Manufacturer = Text(5),
                Supplier = Text(6),
            }));
        }

        return items.ToLookup(found => found.JobId, found => found.Item);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private sealed record Question(Guid JobId)
    {
        public TaskCompletionSource<List<TaskItem>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
