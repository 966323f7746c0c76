using StackExchange.Redis;

namespace Nexa.Core.Jobs;

/// <summary>Tells the workers, after a commit, that a kind of job has work. A hint: the workers' poll is the guarantee.</summary>
public sealed class Doorbell(IConnectionMultiplexer redis)
{
    public static RedisChannel Channel { get; } = RedisChannel.Literal("nexa:doorbell");

    /// <summary>What is rung when running jobs were asked to cancel.</summary>
    public const string Cancellation = "cancel";

    public void Ring(string kind) => redis.GetSubscriber().Publish(Channel, kind, CommandFlags.FireAndForget);
}
