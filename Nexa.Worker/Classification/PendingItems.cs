using Nexa.Core.Tasks;
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
                var items = await TaskItemRows.ReadPendingAsync(database, questions.ConvertAll(question => question.JobId), CancellationToken.None);
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

    private sealed record Question(Guid JobId)
    {
        public TaskCompletionSource<List<TaskItem>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
