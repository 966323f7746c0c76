using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexa.Agents.Pipeline;
using StackExchange.Redis;

namespace Nexa.Agents.Server;

/// <summary>
/// The messages of one job, in order, on its Redis channel. Nothing is awaited: the multiplexer keeps the order and pipelines.
/// The last message also stands under the key of the channel's name, written before it is published,
/// so that a subscriber who was away finds it.
/// </summary>
internal sealed class ProgressPublisher(IDatabase redis, string channel, string jobId)
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepAtMostEvery = TimeSpan.FromMilliseconds(250);
    private readonly RedisChannel topic = RedisChannel.Literal(channel);
    private long kept = Environment.TickCount64;

    public void PublishStep(int current, int total, string message) =>
        SendMessage(new ProgressMessage("processing", jobId, new Progress(current, total, message)), AgentJson.Wire.ProgressMessage,
            last: false);

    public void PublishPartial(int current, int total, string message, Classification result) =>
        SendMessage(new PartialResultMessage("partial_result", jobId, current, total, message, result), AgentJson.Wire.PartialResultMessage,
            last: false);

    public void PublishFailure(string error, bool last) =>
        SendMessage(new FailedMessage("failed", jobId, error), AgentJson.Wire.FailedMessage, last);

    /// <summary>In a batch <c>result</c> is absent.</summary>
    public void PublishResult(Classification? result) =>
        SendMessage(new DoneMessage("done", jobId, result), AgentJson.Wire.DoneMessage, last: true);

    private void SendMessage<T>(T message, JsonTypeInfo<T> type, bool last) =>
        Publish(JsonSerializer.SerializeToUtf8Bytes(message, type), last);

    private void Publish(byte[] message, bool last)
    {
        if (last || Environment.TickCount64 - kept >= KeepAtMostEvery.TotalMilliseconds)
        {
            kept = Environment.TickCount64;
            redis.StringSet(channel, message, Keep, flags: CommandFlags.FireAndForget);
        }

        redis.Publish(topic, message, CommandFlags.FireAndForget);
    }
}
