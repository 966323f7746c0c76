using System.Diagnostics;
using System.Text.Json;
using Nexa.Core.Jobs;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Worker.Jobs;

/// <param name="Slots">Jobs of the kind that one worker runs at a time.</param>
/// <param name="Timeout">How long one run may take.</param>
internal sealed record PumpOptions<T>(int Slots, TimeSpan Timeout);

/// <summary>Claims jobs of one kind and runs them. One pump a kind: equality keeps the queue's index order.</summary>
internal sealed partial class JobPump<T>(
    JobQueue queue, JobLeases leases, Bells bells, NpgsqlDataSource database, IServiceScopeFactory scopes, PumpOptions<T> options, JobMetrics metrics, ILogger<JobPump<T>> log)
    : BackgroundService
    where T : IJobPayload
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Between two claims: what comes meanwhile is claimed together, and its results are written together. The first after a pause is
    /// claimed at once.
    /// </summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(5);

    private static readonly Func<ILogger, Guid, Guid?, string, short, IDisposable?> JobScope =
        LoggerMessage.DefineScope<Guid, Guid?, string, short>("{JobId} {TaskId} {Kind} {Attempt}");

    private static readonly string Worker = $"{Environment.MachineName}:{Environment.ProcessId}";

    private readonly SemaphoreSlim slots = new(options.Slots, options.Slots); // never disposed: a host may dispose while it stops
    private readonly HashSet<JobContext> running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bell = bells.Of(T.Kind);
        var trouble = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await slots.WaitAsync(stoppingToken);
                slots.Release();
                var free = slots.CurrentCount;
                var claimed = Stopwatch.GetTimestamp();
                var jobs = leases.Alive ? await queue.ClaimAsync(T.Kind, free, Worker, CancellationToken.None) : [];
                foreach (var job in jobs)
                {
                    Start(job);
                }

                trouble = 0;
                if (jobs.Count < free)
                {
                    await bell.WaitAsync(Poll, stoppingToken);
                }

                var since = Stopwatch.GetElapsedTime(claimed);
                if (since < Apart)
                {
                    await Task.Delay(Apart - since, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                ClaimFailed(T.Kind, exception.Message);
                trouble = Math.Min(trouble + 1, 6);
                await bell.WaitAsync(TimeSpan.FromMilliseconds(100 << trouble), stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken); // claims nothing more
        if (!await DrainAsync(Grace))
        {
            lock (running)
            {
                foreach (var job in running)
                {
                    job.Stop(StopReason.HostStopping);
                }
            }

            await DrainAsync(Grace);
        }
    }

    private async Task<bool> DrainAsync(TimeSpan longest)
    {
        var until = Environment.TickCount64 + longest.TotalMilliseconds;
        for (var i = 0; i < options.Slots; i++)
        {
            if (!await slots.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64))))
            {
                slots.Release(i);
                return false;
            }
        }

        slots.Release(options.Slots);
        return true;
    }

    private void Start(ClaimedJob claim)
    {
        slots.Wait(0);
        metrics.Claimed(T.Kind, DateTimeOffset.UtcNow - claim.RunAt);
        var stop = new CancellationTokenSource();
        var job = new JobContext(claim, stop);
        leases.Add(job);
        lock (running)
        {
            running.Add(job);
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await RunAsync(job, stop);
            }
            finally
            {
                leases.Remove(job);
                lock (running)
                {
                    running.Remove(job);
                }

                stop.Dispose();
                slots.Release();
            }
        });
    }

    private async Task RunAsync(JobContext job, CancellationTokenSource stop)
    {
        using var activity = JobMetrics.Source.StartActivity($"job {T.Kind}", ActivityKind.Consumer, job.Claim.TraceParent);
        using var scope = JobScope(log, job.Id, job.Claim.TaskId, T.Kind, job.Claim.Attempt);
        var started = Stopwatch.GetTimestamp();
        string ended;
        try
        {
            ended = await EndAsync(job, await HandleAsync(job, stop));
        }
        catch (Exception exception)
        {
            // The database is out of reach: the lease runs out and the job runs again.
            EndFailed(exception.Message);
            ended = "unsettled";
        }

        metrics.Finished(T.Kind, ended, Stopwatch.GetElapsedTime(started));
        Ended(T.Kind, ended, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<Outcome> HandleAsync(JobContext job, CancellationTokenSource stop)
    {
        if (job.Claim.Attempt > job.Claim.MaxAttempts)
        {
            return new Outcome.Fail("worker died on every attempt"); // a job that kills its workers runs out
        }

        try
        {
            await using var services = scopes.CreateAsyncScope();
            using var timeout = new Timer(_ => job.Stop(StopReason.TimedOut), null, options.Timeout, System.Threading.Timeout.InfiniteTimeSpan);
            return await services.ServiceProvider.GetRequiredService<IJobHandler<T>>().RunAsync(Read(job), job, stop.Token);
        }
        catch (OperationCanceledException) when (job.StopReason is not StopReason.None)
        {
            return new Outcome.Retry($"stopped: {job.StopReason}");
        }
        catch (Exception exception)
        {
            if (exception is not (NpgsqlException or RedisException or HttpRequestException or TimeoutException))
            {
                Threw(exception, T.Kind); // what is away comes back; anything else is a bug
            }

            return new Outcome.Retry(exception.Message);
        }
    }

    /// <summary>Writes how the run ended; the fence on the lease token makes a zombie's word worth nothing.</summary>
    private async Task<string> EndAsync(JobContext job, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Ended:
                return "done";
            case Outcome.Done done:
                return await DoneAsync(job, done) ? "done" : Lost();
            case Outcome.Snooze snooze:
                return await queue.RequeueAsync(job.Claim, snooze.Delay, refund: true, snooze.Reason, CancellationToken.None) ? "snoozed" : Lost();
            case Outcome.Retry when job.StopReason is StopReason.LeaseLost:
                return Lost();
            case Outcome.Retry when job.StopReason is StopReason.Cancelled:
                return await queue.EndAsync(job.Claim, JobState.Cancelled, null, CancellationToken.None) ? "cancelled" : Lost();
            case Outcome.Retry when job.StopReason is StopReason.HostStopping:
                return await queue.RequeueAsync(job.Claim, TimeSpan.Zero, refund: true, null, CancellationToken.None) ? "returned" : Lost();
            case Outcome.Retry retry when job.Claim.Attempt < job.Claim.MaxAttempts:
                Retrying(T.Kind, retry.Reason);
                return await queue.RequeueAsync(job.Claim, retry.After ?? Backoff(job.Claim.Attempt), refund: false, retry.Reason, CancellationToken.None) ? "retried" : Lost();
            case Outcome.Retry retry:
                return await FailAsync(job, retry.Reason) ? "failed" : Lost();
            case Outcome.Fail fail:
                return await FailAsync(job, fail.Reason) ? "failed" : Lost();
            default:
                throw new UnreachableException();
        }

        string Lost()
        {
            metrics.LeaseLost(T.Kind);
            LeaseLost(T.Kind);
            return "lease lost";
        }
    }

    private async Task<bool> DoneAsync(JobContext job, Outcome.Done done)
    {
        if (done.Write is null)
        {
            return await queue.EndAsync(job.Claim, JobState.Succeeded, null, CancellationToken.None);
        }

        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await JobQueue.CompleteAsync(connection, job.Claim, CancellationToken.None))
        {
            return false;
        }

        await done.Write(connection, CancellationToken.None);
        await transaction.CommitAsync();
        return true;
    }

    private async Task<bool> FailAsync(JobContext job, string reason)
    {
        await using var services = scopes.CreateAsyncScope();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await JobQueue.FailAsync(connection, job.Claim, reason, CancellationToken.None))
        {
            return false;
        }

        var tell = await services.ServiceProvider.GetRequiredService<IJobHandler<T>>().GiveUpAsync(Read(job), job, reason, connection, CancellationToken.None);
        await transaction.CommitAsync();
        tell?.Invoke();
        return true;
    }

    private static T Read(JobContext job) => JsonSerializer.Deserialize<T>(job.Claim.Payload, JsonSerializerOptions.Web)!;

    /// <summary>15 s, 30 s, 60 s … at most 15 min, ±10 %.</summary>
    private static TimeSpan Backoff(short attempt) =>
        TimeSpan.FromSeconds(Math.Min(15 * Math.Pow(2, attempt - 1), 900) * (0.9 + (Random.Shared.NextDouble() * 0.2)));

    [LoggerMessage(LogLevel.Information, "{Kind} job ended: {Outcome} after {Milliseconds} ms")]
    private partial void Ended(string kind, string outcome, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "{Kind} job runs again later: {Reason}")]
    private partial void Retrying(string kind, string reason);

    [LoggerMessage(LogLevel.Error, "{Kind} job threw")]
    private partial void Threw(Exception exception, string kind);

    [LoggerMessage(LogLevel.Warning, "lease lost: another worker has the {Kind} job, nothing of this run was written")]
    private partial void LeaseLost(string kind);

    [LoggerMessage(LogLevel.Error, "The end of a job could not be written, it runs again when its lease is over: {Reason}")]
    private partial void EndFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Claiming {Kind} jobs failed and is tried again: {Reason}")]
    private partial void ClaimFailed(string kind, string reason);
}
