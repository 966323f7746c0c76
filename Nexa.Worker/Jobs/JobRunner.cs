using System.Diagnostics;
using System.Text.Json;
using Nexa.Core.Jobs;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Worker.Jobs;

/// <summary>Runs one claimed job by its handler, and settles it: done, again later, returned, cancelled or failed.</summary>
internal sealed partial class JobRunner<T>(
    JobQueue queue, NpgsqlDataSource database, IServiceScopeFactory scopes, PumpSettings<T> settings, JobMetrics metrics,
    ILogger<JobRunner<T>> log)
    where T : IJobPayload
{
    private static readonly Func<ILogger, Guid, Guid?, string, short, IDisposable?> JobScope =
        LoggerMessage.DefineScope<Guid, Guid?, string, short>("{JobId} {TaskId} {Kind} {Attempt}");

    /// <summary>Runs the job and writes how it ended; never throws.</summary>
    public async Task RunAsync(JobContext job, CancellationTokenSource stop)
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
            // PostgreSQL unavailable: the lease runs out and the job runs again.
            EndFailed(exception.Message);
            ended = "unsettled";
        }

        metrics.CountFinished(T.Kind, ended, Stopwatch.GetElapsedTime(started));
        Ended(T.Kind, ended, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<Outcome> HandleAsync(JobContext job, CancellationTokenSource stop)
    {
        if (job.Claim.Attempt > job.Claim.MaxAttempts)
        {
            // attempts count at the claim, so a job that kills its workers runs out of them
            return new Outcome.Fail("worker died on every attempt");
        }

        try
        {
            await using var services = scopes.CreateAsyncScope();
            using var timeout = new Timer(_ => job.Stop(StopReason.TimedOut), null, settings.Timeout,
                System.Threading.Timeout.InfiniteTimeSpan);
            return await services.ServiceProvider.GetRequiredService<IJobHandler<T>>().RunAsync(ReadPayload(job), job, stop.Token);
        }
        catch (OperationCanceledException) when (job.StopReason is not StopReason.None)
        {
            return new Outcome.Retry($"stopped: {job.StopReason}");
        }
        catch (Exception exception)
        {
            if (exception is not (NpgsqlException or RedisException or HttpRequestException or TimeoutException))
            {
                Threw(exception, T.Kind); // an unreachable server comes back; anything else is a bug
            }

            return new Outcome.Retry(exception.Message);
        }
    }

    /// <summary>Writes how the run ended. All writes match on lease_token; a run that lost its lease updates 0 rows.</summary>
    private async Task<string> EndAsync(JobContext job, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Ended:
                return "done";
            case Outcome.Done done:
                return await CompleteAsync(job, done) ? "done" : CountLost();
            case Outcome.Snooze snooze:
                return await queue.RequeueAsync(job.Claim, snooze.Delay, refund: true, snooze.Reason, CancellationToken.None)
                    ? "snoozed" : CountLost();
            case Outcome.Retry when job.StopReason is StopReason.LeaseLost:
                return CountLost();
            case Outcome.Retry when job.StopReason is StopReason.Cancelled:
                return await queue.EndAsync(job.Claim, JobState.Cancelled, null, CancellationToken.None) ? "cancelled" : CountLost();
            case Outcome.Retry when job.StopReason is StopReason.HostStopping:
                return await queue.RequeueAsync(job.Claim, TimeSpan.Zero, refund: true, null, CancellationToken.None) ? "returned"
                    : CountLost();
            case Outcome.Retry retry when job.Claim.Attempt < job.Claim.MaxAttempts:
                Retrying(T.Kind, retry.Reason);
                return await queue.RequeueAsync(job.Claim, retry.After ?? CalculateBackoff(job.Claim.Attempt), refund: false, retry.Reason,
                    CancellationToken.None) ? "retried" : CountLost();
            case Outcome.Retry retry:
                return await FailAsync(job, new Outcome.Fail(retry.Reason)) ? "failed" : CountLost();
            case Outcome.Fail fail:
                return await FailAsync(job, fail) ? "failed" : CountLost();
            default:
                throw new UnreachableException();
        }

        string CountLost()
        {
            metrics.CountLeaseLost(T.Kind);
            LeaseLost(T.Kind);
            return "lease lost";
        }
    }

    private async Task<bool> CompleteAsync(JobContext job, Outcome.Done done)
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

    private async Task<bool> FailAsync(JobContext job, Outcome.Fail failure)
    {
        await using var services = scopes.CreateAsyncScope();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await JobQueue.FailAsync(connection, job.Claim, failure.Reason, CancellationToken.None))
        {
            return false;
        }

        var handler = services.ServiceProvider.GetRequiredService<IJobHandler<T>>();
        var announce = await handler.GiveUpAsync(ReadPayload(job), job, failure, connection, CancellationToken.None);
        await transaction.CommitAsync();
        announce?.Invoke();
        return true;
    }

    private static T ReadPayload(JobContext job) => JsonSerializer.Deserialize<T>(job.Claim.Payload, JsonSerializerOptions.Web)!;

    /// <summary>15 s, 30 s, 60 s … at most 15 min, ±10 %.</summary>
    private static TimeSpan CalculateBackoff(short attempt) =>
        TimeSpan.FromSeconds(Math.Min(15 * Math.Pow(2, attempt - 1), 900) * (0.9 + (Random.Shared.NextDouble() * 0.2)));

    [LoggerMessage(LogLevel.Debug, "{Kind} job ended: {Outcome} after {Milliseconds} ms")]
    private partial void Ended(string kind, string outcome, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "{Kind} job failed; it runs again later: {Reason}")]
    private partial void Retrying(string kind, string reason);

    [LoggerMessage(LogLevel.Error, "{Kind} job threw")]
    private partial void Threw(Exception exception, string kind);

    [LoggerMessage(LogLevel.Warning, "Lease lost: another worker has the {Kind} job; this run wrote nothing")]
    private partial void LeaseLost(string kind);

    [LoggerMessage(LogLevel.Error, "Writing the end of a job failed; it runs again when its lease ends: {Reason}")]
    private partial void EndFailed(string reason);
}
