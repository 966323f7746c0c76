using System.Collections.Concurrent;
using Nexa.Core.Jobs;
using StackExchange.Redis;

namespace Nexa.Worker.Jobs;

/// <summary>A latch that one loop waits on: it remembers a ring that comes while the loop is busy.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource rung = CreateLatch();

    /// <summary>The loop has no slot free: another worker should look.</summary>
    public volatile bool IsBusy;

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

/// <summary>
/// Receives the doorbell's messages: one bell for each kind of job, and one for cancellations. Says that this worker is there to be rung.
/// </summary>
internal sealed partial class Bells(IConnectionMultiplexer redis, Doorbell doorbell, ILogger<Bells> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Bell> bells = new(StringComparer.Ordinal);
    private readonly string worker = Guid.NewGuid().ToString("n");

    public Bell Find(string kind) => bells.GetOrAdd(kind, _ => new Bell());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await SubscribeAsync(stoppingToken);
        try
        {
            using var timer = new PeriodicTimer(Doorbell.PresenceInterval);
            do
            {
                doorbell.Announce(worker);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            doorbell.Announce(worker, isLeaving: true);
        }
    }

    private async Task SubscribeAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var subscriber = redis.GetSubscriber();
                await subscriber.SubscribeAsync(Doorbell.Channel, (_, kind) => Find(kind.ToString()).Ring());
                await subscriber.SubscribeAsync(Doorbell.FindChannel(worker), (_, kind) => Hear(kind.ToString()));
                return; // the client subscribes again by itself after a lost connection
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                LogPolling(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Hear(string message)
    {
        var isHandedOn = message.StartsWith(Doorbell.HandedOn, StringComparison.Ordinal);
        var kind = isHandedOn ? message[Doorbell.HandedOn.Length..] : message;
        var bell = Find(kind);
        bell.Ring();
        if (bell.IsBusy && !isHandedOn)
        {
            doorbell.RingAnother(kind, worker);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis unavailable: polling for jobs: {Reason}")]
    private partial void LogPolling(string reason);
}
