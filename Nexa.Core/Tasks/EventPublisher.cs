using StackExchange.Redis;

namespace Nexa.Core.Tasks;

/// <summary>Sends committed events to every API replica. A hint like the doorbell: who misses one reads it from the log.</summary>
public sealed class EventPublisher(IConnectionMultiplexer redis, EventSeal seal)
{
    public static RedisChannel Channel { get; } = RedisChannel.Literal("nexa:events");

    public void Publish(IReadOnlyCollection<StoredEvent> committed)
    {
        if (committed.Count > 0)
        {
            redis.GetSubscriber().Publish(Channel, seal.Close(StoredEvent.Pack(committed)), CommandFlags.FireAndForget);
        }
    }
}
