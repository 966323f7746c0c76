using System.Diagnostics;
using Nexa.Core.Jobs;

namespace Nexa.Worker.Jobs;

/// <param name="Slots">Jobs of the kind that one worker runs at a time.</param>
/// <param name="Timeout">How long one run may take.</param>
/// <param name="Kept">Of the slots, those that only jobs get which a person waits for.</param>
internal sealed record PumpSettings<T>(int Slots, TimeSpan Timeout, int Kept = 0);

/// <summary>
/// Claims jobs of one kind and has them run, as many at a time as there are slots. Each kind has a pump of its own: "kind = …" keeps
/// the order of the queue's index.
/// </summary>
internal sealed partial class JobPump<T>(
    JobQueue queue, JobLeases leases, Bells bells, JobRunner<T> runner, PumpSettings<T> settings, JobMetrics metrics, TimeProvider clock,
    ILogger<JobPump<T>> log)
    : BackgroundService
    where T : IJobPayload
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Least time between two claims: jobs that come meanwhile are claimed together, and their results are written together. The first
    /// job after a pause is claimed at once. Chosen by measurement (bench, verb e2e): longer costs latency, shorter costs throughput.
    /// </summary>
    private static readonly TimeSpan ClaimInterval = TimeSpan.FromMilliseconds(5);

    private static readonly string Worker = $"{Environment.MachineName}:{Environment.ProcessId}";

    // never disposed: the host may dispose the pump while jobs still run
    private readonly SemaphoreSlim slots = new(settings.Slots, settings.Slots);
    private readonly HashSet<JobContext> running = [];

    /// <summary>More jobs may wait than the claim was allowed to take: the end of a job makes room for one.</summary>
    private volatile bool hasLaterJobs;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bell = bells.Find(T.Kind);
        var trouble = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                bell.IsBusy = slots.CurrentCount == 0;
                await slots.WaitAsync(stoppingToken);
                slots.Release();
                bell.IsBusy = false;
                var free = slots.CurrentCount;
                var claimed = Stopwatch.GetTimestamp();
                var later = Math.Min(free, Math.Max(0, settings.Slots - settings.Kept - CountLater()));
                var jobs = leases.IsAlive ? await queue.ClaimAsync(T.Kind, free, later, Worker, CancellationToken.None) : [];
                foreach (var job in jobs)
                {
                    Start(job);
                }

                hasLaterJobs = jobs.Count(job => job.Priority > 0) >= later;
                trouble = 0;
                if (jobs.Count < free)
                {
                    await bell.WaitAsync(Poll, stoppingToken);
                }

                var since = Stopwatch.GetElapsedTime(claimed);
                if (since < ClaimInterval)
                {
                    await Task.Delay(ClaimInterval - since, stoppingToken);
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
                await bell.WaitAsync(TimeSpan.FromMilliseconds(100 << trouble), stoppingToken)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken); // stops claiming
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

    private int CountLater()
    {
        lock (running)
        {
            return running.Count(job => job.Claim.Priority > 0);
        }
    }

    private async Task<bool> DrainAsync(TimeSpan longest)
    {
        var until = Environment.TickCount64 + longest.TotalMilliseconds;
        for (var i = 0; i < settings.Slots; i++)
        {
            if (!await slots.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64))))
            {
                if (i > 0)
                {
                    slots.Release(i); // none was free: releasing none throws
                }

                return false;
            }
        }

        slots.Release(settings.Slots);
        return true;
    }

    private void Start(ClaimedJob claim)
    {
        slots.Wait(0);
        metrics.CountClaimed(T.Kind, clock.GetUtcNow() - claim.RunAt);
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
                await runner.RunAsync(job, stop);
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
                if (hasLaterJobs)
                {
                    bells.Find(T.Kind).Ring();
                }
            }
        });
    }

    [LoggerMessage(LogLevel.Error, "Claiming {Kind} jobs failed; retrying: {Reason}")]
    private partial void ClaimFailed(string kind, string reason);
}
