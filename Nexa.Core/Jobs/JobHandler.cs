using Npgsql;

namespace Nexa.Core.Jobs;

/// <summary>How a run of a job ended. An exception is a <see cref="Retry"/>.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <param name="Write">Writes the results in the transaction that completes the job; not called when the lease was lost.</param>
    public sealed record Done(Func<NpgsqlConnection, CancellationToken, Task>? Write = null) : Outcome;

    /// <summary>The handler has ended the job itself, in its own fenced transaction.</summary>
    public sealed record Ended : Outcome;

    public sealed record Retry(string Reason, TimeSpan? After = null) : Outcome;

    /// <summary>Again later, without having cost an attempt.</summary>
    public sealed record Snooze(TimeSpan Delay, string Reason) : Outcome;

    /// <summary>Will never work; burns no further attempts.</summary>
    /// <param name="Reason">For operators: stays in the job's row and the log.</param>
    /// <param name="Sentence">For the user, in Portuguese; null where the reason is technical.</param>
    public sealed record Fail(string Reason, string? Sentence = null) : Outcome
    {
        /// <summary>A failure whose reason is itself a sentence for the user.</summary>
        public static Fail ForUser(string sentence) => new(sentence, sentence);
    }
}

/// <summary>Why a handler's token was cancelled.</summary>
public enum StopReason { None, HostStopping, Cancelled, LeaseLost, TimedOut }

/// <summary>A job that runs here.</summary>
public sealed class JobContext(ClaimedJob claim, CancellationTokenSource stop)
{
    private int reason;

    public ClaimedJob Claim => claim;
    public Guid Id => claim.Id;
    public StopReason StopReason => (StopReason)Volatile.Read(ref reason);

    /// <summary>Cancels the handler's token; the first reason stands.</summary>
    public void Stop(StopReason why)
    {
        if (Interlocked.CompareExchange(ref reason, (int)why, (int)StopReason.None) == (int)StopReason.None)
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // it has just ended
            }
        }
    }
}

/// <summary>Runs jobs of one kind. Handlers are idempotent: a job may run again after a crash at any line.</summary>
public interface IJobHandler<in T>
    where T : IJobPayload
{
    Task<Outcome> RunAsync(T payload, JobContext job, CancellationToken ct);

    /// <summary>Called when the job has failed for good, in the transaction that says so.</summary>
    /// <returns>What to do once that is committed, such as telling clients; null for nothing.</returns>
    Task<Action?> GiveUpAsync(T payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection, CancellationToken ct) =>
        Task.FromResult<Action?>(null);
}
