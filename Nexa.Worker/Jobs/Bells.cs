using System.Collections.Concurrent;
using Nexa.Core.Jobs;
using StackExchange.Redis;

namespace Nexa.Worker.Jobs;

/// <summary>A latch that one loop waits on: a ring while it is busy is remembered.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource rung = New();

    public void Ring() => rung.TrySetResult();

    /// <summary>Until it rings, or for about <paramref name="longest"/> (±10 %, so that replicas do not poll in step).</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        await rung.Task.WaitAsync(longest * (0.9 + (Random.Shared.NextDouble() * 0.2)), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        if (rung.Task.IsCompleted)
        {
            rung = New(); // what rang until here is seen by the look that follows
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The worker's end of the doorbell: one bell a kind, and one for cancellations.</summary>
internal sealed partial class Bells(IConnectionMultiplexer redis, ILogger<Bells> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Bell> bells = new(StringComparer.Ordinal);

    public Bell Of(string kind) => bells.GetOrAdd(kind, _ => new Bell());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(Doorbell.Channel, (_, kind) => Of(kind.ToString()).Ring());
                return; // the client subscribes again by itself after a lost connection
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                NotSubscribed(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The doorbell is out of reach, jobs are found by polling: {Reason}")]
    private partial void NotSubscribed(string reason);
}
