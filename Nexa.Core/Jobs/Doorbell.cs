using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Nexa.Core.Jobs;

/// <summary>Tells the workers, after a commit, that a kind of job has work. A hint: the workers' poll is the guarantee.</summary>
public sealed class Doorbell(IConnectionMultiplexer redis)
{
    /// <summary>Rings of one kind that come closer together are one.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, Ringer> ringers = new(StringComparer.Ordinal);

    public static RedisChannel Channel { get; } = RedisChannel.Literal("nexa:doorbell");

    /// <summary>What is rung when running jobs were asked to cancel.</summary>
    public const string Cancellation = "cancel";

    public void Ring(string kind) => ringers.GetOrAdd(kind, static (kind, redis) => new(kind, redis), redis).Ring();

    private sealed class Ringer(string kind, IConnectionMultiplexer redis)
    {
        private int waiting;

        public void Ring()
        {
            if (Interlocked.Exchange(ref waiting, 1) == 0)
            {
                Publish();
                _ = AgainAfterQuietAsync();
            }
            else
            {
                Volatile.Write(ref waiting, 2);
            }
        }

        private async Task AgainAfterQuietAsync()
        {
            do
            {
                await Task.Delay(Quiet);
                if (Interlocked.CompareExchange(ref waiting, 0, 1) == 1)
                {
                    return;
                }

                Volatile.Write(ref waiting, 1);
                Publish();
            }
            while (true);
        }

        private void Publish() => redis.GetSubscriber().Publish(Channel, kind, CommandFlags.FireAndForget);
    }
}
