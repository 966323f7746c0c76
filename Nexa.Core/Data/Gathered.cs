using System.Diagnostics;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// Runs requests in groups: while one group runs, the requests that come gather in the next one, so that a busy moment costs few
/// transactions. A request that comes alone runs at once. A request that fails its group fails alone: the others run again without it.
/// </summary>
/// <param name="database">What the groups use: when a connection is lost, its pooled ones are dropped and the group runs once more.</param>
/// <param name="runAsync">Answers each request of a group, in its order, or throws.</param>
/// <param name="mostGroups">Groups that may run at a time.</param>
/// <param name="largest">Weight of a group, but for a single request that weighs more.</param>
/// <param name="weigh">Weight of a request; 1 where it is left out.</param>
/// <param name="longestWait">
/// While the oldest request has waited for longer, others are refused: more would only wait longer, and then fail all at once.
/// </param>
public sealed class Gathered<TIn, TOut>(
    NpgsqlDataSource database, Func<IReadOnlyList<TIn>, Task<IReadOnlyList<TOut>>> runAsync, int mostGroups, int largest,
    Func<TIn, int>? weigh = null, TimeSpan? longestWait = null)
{
    private readonly Lock gate = new();
    private readonly Queue<Request> waiting = [];
    private int running;

    /// <summary>Cancelling stops the wait for the answer, not the request.</summary>
    /// <exception cref="OverloadedException">Nothing was done with it.</exception>
    public Task<TOut> AddAsync(TIn input, CancellationToken ct)
    {
        var request = new Request(input);
        lock (gate)
        {
            if (waiting.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Since) > longestWait)
            {
                throw new OverloadedException();
            }

            waiting.Enqueue(request);
            if (running < mostGroups)
            {
                running++;
                using (ExecutionContext.SuppressFlow()) // the trace of the first request is not that of the others
                {
                    _ = Task.Run(RunAllAsync, CancellationToken.None);
                }
            }
        }

        return request.Answer.Task.WaitAsync(ct);
    }

    private async Task RunAllAsync()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            await RunAsync(group, again: false);
        }
    }

    private List<Request> TakeGroup()
    {
        var group = new List<Request>();
        lock (gate)
        {
            for (var weight = 0; waiting.TryPeek(out var next); group.Add(waiting.Dequeue()))
            {
                weight += weigh?.Invoke(next.Input) ?? 1;
                if (group.Count > 0 && weight > largest)
                {
                    break;
                }
            }

            if (group.Count == 0)
            {
                running--;
            }
        }

        return group;
    }

    private Request[] TakeWaiting()
    {
        lock (gate)
        {
            Request[] all = [.. waiting];
            waiting.Clear();
            return all;
        }
    }

    private async Task RunAsync(List<Request> group, bool again)
    {
        try
        {
            var answers = await runAsync(group.ConvertAll(request => request.Input));
            foreach (var (request, answer) in group.Zip(answers))
            {
                request.Answer.TrySetResult(answer);
            }
        }
        catch (NpgsqlException silent) when (silent.InnerException is TimeoutException)
        {
            group.AddRange(TakeWaiting()); // they have waited as long
            group.ForEach(request => request.Answer.TrySetException(silent));
        }
        catch (NpgsqlException lost) when (lost.IsTransient && !again)
        {
            database.Clear(); // PostgreSQL restarted: the other pooled connections are as dead as this one
            await RunAsync(group, again: true);
        }
        catch (Exception exception) when (group.Count > 1 && exception is not NpgsqlException { IsTransient: true })
        {
            foreach (var one in group)
            {
                await RunAsync([one], again: true);
            }
        }
        catch (Exception exception)
        {
            group.ForEach(request => request.Answer.TrySetException(exception));
        }
    }

    private sealed record Request(TIn Input)
    {
        public long Since { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource<TOut> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>More is asked than can be done in time; what was accepted goes on.</summary>
public sealed class OverloadedException() : Exception("More submissions wait than can be written in time.");
