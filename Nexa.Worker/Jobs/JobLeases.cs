using System.Collections.Concurrent;
using Nexa.Core.Jobs;

namespace Nexa.Worker.Jobs;

/// <summary>Extends all leases of this worker with one statement, and returns the jobs of workers that died to the queue.</summary>
internal sealed partial class JobLeases(JobQueue queue, Bells bells, ILogger<JobLeases> log) : BackgroundService
{
    private static readonly TimeSpan KeepFinished = TimeSpan.FromDays(7);
    private readonly ConcurrentDictionary<Guid, JobContext> running = [];
    private long lastBeat = Environment.TickCount64;

    /// <summary>False after a whole lease without a heartbeat: other workers may run this worker's jobs by then.</summary>
    public bool IsAlive => Environment.TickCount64 - Volatile.Read(ref lastBeat) < JobQueue.Lease.TotalMilliseconds;

    public void Add(JobContext job) => running[job.Claim.Token] = job;

    public void Remove(JobContext job) => running.TryRemove(job.Claim.Token, out _);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("heartbeat", JobQueue.Lease / 3, bells.Find(Doorbell.Cancellation), BeatAsync, stoppingToken),
        LoopAsync("reap", JobQueue.Lease / 3, new Bell(), ReapAsync, stoppingToken),
        LoopAsync("prune", TimeSpan.FromHours(1), new Bell(), PruneAsync, stoppingToken));

    private async Task BeatAsync(CancellationToken ct)
    {
        var held = running.ToArray();
        if (held.Length > 0)
        {
            var mine = await queue.BeatAsync([.. held.Select(pair => pair.Key)], ct);
            foreach (var (token, job) in held)
            {
                if (!mine.TryGetValue(token, out var cancel))
                {
                    job.Stop(StopReason.LeaseLost);
                }
                else if (cancel)
                {
                    job.Stop(StopReason.Cancelled);
                }
            }
        }

        Volatile.Write(ref lastBeat, Environment.TickCount64);
    }

    private async Task ReapAsync(CancellationToken ct)
    {
        foreach (var kinds in (await queue.ReapAsync(ct)).GroupBy(kind => kind, StringComparer.Ordinal))
        {
            LogReaped(kinds.Count(), kinds.Key);
            bells.Find(kinds.Key).Ring();
        }
    }

    private async Task PruneAsync(CancellationToken ct)
    {
        while (await queue.PruneAsync(KeepFinished, ct) > 0)
        {
        }
    }

    private async Task LoopAsync(string name, TimeSpan every, Bell bell, Func<CancellationToken, Task> body, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await body(ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogLoopFailed(name, exception.Message);
                if (!IsAlive)
                {
                    foreach (var job in running.Values)
                    {
                        job.Stop(StopReason.LeaseLost);
                    }
                }

                await Task.Delay(TimeSpan.FromSeconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await bell.WaitAsync(every, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Worker died: {Count} {Kind} jobs run again")]
    private partial void LogReaped(int count, string kind);

    [LoggerMessage(LogLevel.Error, "The {Loop} loop failed; it continues: {Reason}")]
    private partial void LogLoopFailed(string loop, string reason);
}
