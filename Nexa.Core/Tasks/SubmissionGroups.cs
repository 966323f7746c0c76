using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>
/// Writes submissions, all that wait in one transaction: while it commits, the next gather. Alone, one is written at once.
/// What spoils a group spoils only itself: the others are written without it.
/// </summary>
/// <param name="write">Commits them all and accepts each, or throws.</param>
internal sealed class SubmissionGroups(Func<IReadOnlyList<Submission>, CancellationToken, Task> write)
{
    /// <summary>Part numbers in one transaction, but for a single submission that has more.</summary>
    private const int Largest = 256;

    /// <summary>Groups in the making at a time: while one commits, another is looked up.</summary>
    private const int MostWriters = 2;

    private readonly Lock gate = new();
    private readonly Queue<Submission> waiting = [];
    private int writers;

    public Task<Accepted> AddAsync(Submission submission, CancellationToken ct)
    {
        lock (gate)
        {
            waiting.Enqueue(submission);
            if (writers < MostWriters)
            {
                writers++;
                using (ExecutionContext.SuppressFlow()) // the first one's trace is not the others'
                {
                    _ = Task.Run(WriteAllAsync, CancellationToken.None);
                }
            }
        }

        return submission.Accepted.WaitAsync(ct);
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await WriteAsync(group, again: false);
        }
    }

    private List<Submission> Take()
    {
        var group = new List<Submission>();
        lock (gate)
        {
            for (var items = 0; waiting.TryPeek(out var next) && (items == 0 || items + next.Items.Count <= Largest); items += next.Items.Count)
            {
                group.Add(waiting.Dequeue());
            }

            if (group.Count == 0)
            {
                writers--;
            }
        }

        return group;
    }

    private async Task WriteAsync(List<Submission> group, bool again)
    {
        try
        {
            await write(group, CancellationToken.None);
        }
        catch (NpgsqlException lost) when (lost.IsTransient && !again)
        {
            await WriteAsync(group, again: true); // a connection that PostgreSQL had left when it restarted
        }
        catch (Exception spoilt) when (group.Count > 1 && spoilt is not NpgsqlException { IsTransient: true })
        {
            foreach (var one in group)
            {
                await WriteAsync([one], again: true);
            }
        }
        catch (Exception exception)
        {
            group.ForEach(one => one.Refuse(exception));
        }
    }
}
