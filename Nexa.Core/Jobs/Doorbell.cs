using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Nexa.Core.Jobs;

/// <summary>
/// Tells a worker, after a commit, that a kind of job has work. One is told and not all: each looks into the queue when it is told, and all
/// but one would find nothing. A hint: the poll of every worker is the guarantee, also where the one that was told has just died.
/// </summary>
public sealed class Doorbell(IConnectionMultiplexer redis)
{
    /// <summary>What all workers hear.</summary>
    public static RedisChannel Channel { get; } = RedisChannel.Literal("nexa:doorbell");

    /// <summary>What is rung when running jobs were asked to cancel: all workers hear it.</summary>
    public const string Cancellation = "cancel";

    /// <summary>Stands before the kind in a ring that was handed on.</summary>
    public const string HandedOn = "!";

    /// <summary>How often a worker says that it is there.</summary>
    public static readonly TimeSpan PresenceInterval = TimeSpan.FromSeconds(2);

    /// <summary>A worker that was silent for longer is not rung: two of its messages may be late.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    /// <summary>Jobs that one worker is called for. Chosen: a quarter of a worker's slots.</summary>
    private const int JobsEach = 16;

    private static readonly RedisChannel Presence = RedisChannel.Literal("nexa:workers");

    private readonly ConcurrentDictionary<string, long> heard = new(StringComparer.Ordinal);
    private int turn;
    private int isSubscribed;

    /// <summary>The channel that one worker alone hears.</summary>
    public static RedisChannel FindChannel(string worker) => RedisChannel.Literal($"nexa:doorbell:{worker}");

    /// <summary>Rings one worker, more where there are many jobs, and all while none has said that it is there.</summary>
    /// <param name="kind">Of the jobs.</param>
    /// <param name="jobs">About how many were committed.</param>
    public void Ring(string kind, int jobs = 1)
    {
        Listen();
        var workers = kind == Cancellation ? [] : ListWorkers();
        if (workers.Count == 0)
        {
            Publish(Channel, kind);
        }

        var first = Interlocked.Increment(ref turn) & int.MaxValue;
        for (var i = 0; i < Math.Min(workers.Count, 1 + ((jobs - 1) / JobsEach)); i++)
        {
            Publish(FindChannel(workers[(first + i) % workers.Count]), kind);
        }
    }

    /// <summary>Hands a ring on that reached a worker without a free slot; who hears it does not hand it on.</summary>
    public void RingAnother(string kind, string worker)
    {
        Listen();
        foreach (var other in ListWorkers().Where(other => other != worker))
        {
            Publish(FindChannel(other), HandedOn + kind);
        }
    }

    /// <summary>Says that this worker is there, or that it leaves.</summary>
    public void Announce(string worker, bool isLeaving = false) => Publish(Presence, isLeaving ? $"-{worker}" : worker);

    private List<string> ListWorkers()
    {
        var oldest = Environment.TickCount64 - (long)Trust.TotalMilliseconds;
        return [.. heard.Where(one => one.Value >= oldest).Select(one => one.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>The first ring begins to listen for workers; until one was heard, all are rung.</summary>
    private void Listen()
    {
        if (Interlocked.Exchange(ref isSubscribed, 1) == 0)
        {
            using (ExecutionContext.SuppressFlow()) // what is heard is no request's
            {
                _ = Task.Run(SubscribeAsync);
            }
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Presence, (_, message) => Hear(message.ToString()));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Volatile.Write(ref isSubscribed, 0); // the next ring tries again
        }
    }

    private void Hear(string message)
    {
        if (message.StartsWith('-'))
        {
            heard.TryRemove(message[1..], out _);
            return;
        }

        heard[message] = Environment.TickCount64;
        foreach (var (worker, at) in heard)
        {
            if (Environment.TickCount64 - at > 2 * Trust.TotalMilliseconds)
            {
                heard.TryRemove(new(worker, at));
            }
        }
    }

    private void Publish(RedisChannel channel, string message) =>
        redis.GetSubscriber().Publish(channel, message, CommandFlags.FireAndForget);
}
