using System.Collections.Concurrent;
using Nexa.Core.Jobs;
using StackExchange.Redis;

namespace Nexa.Worker.Jobs;

/// <summary>A latch that one loop waits on: it remembers a ring that comes while the loop is busy.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource rung = CreateLatch();

    public void Ring() => rung.TrySetResult();

    /// <summary>Waits until it rings, or for about <paramref name="longest"/> (±10 %, so that replicas do not poll in step).</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        await rung.Task.WaitAsync(longest * (0.9 + (Random.Shared.NextDouble() * 0.2)), ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        if (rung.Task.IsCompleted)
        {
            rung = CreateLatch(); // the caller queries the queue next, so no ring is lost
        }
    }

    private static TaskCompletionSource CreateLatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Receives the doorbell's messages: one bell for each kind of job, and one for cancellations.</summary>
internal sealed partial class Bells(IConnectionMultiplexer redis, ILogger<Bells> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Bell> bells = new(StringComparer.Ordinal);

    public Bell Find(string kind) => bells.GetOrAdd(kind, _ => new Bell());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(Doorbell.Channel, (_, kind) => Find(kind.ToString()).Ring());
                return; // the client subscribes again by itself after a lost connection
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                LogPolling(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis unavailable: polling for jobs: {Reason}")]
    private partial void LogPolling(string reason);
}
