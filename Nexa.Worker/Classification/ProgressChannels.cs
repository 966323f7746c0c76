using System.Collections.Concurrent;
using System.Threading.Channels;
using Nexa.Core.Tasks;
using StackExchange.Redis;

namespace Nexa.Worker.Classification;

/// <summary>
/// What the agents report, by job: one subscription of this worker to the channels of all jobs, since one for each job costs a round trip
/// and two commands. Messages of other workers' jobs are dropped as they come.
/// </summary>
internal sealed class ProgressChannels : IDisposable
{
    private static readonly RedisChannel All = RedisChannel.Pattern(TaskItem.AllChannels);

    /// <summary>How often a connection that is away is looked for.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly IConnectionMultiplexer redis;
    private readonly ConcurrentDictionary<string, Inbox> inboxes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim subscribing = new(1);
    private volatile bool isSubscribed;

    public ProgressChannels(IConnectionMultiplexer redis)
    {
        this.redis = redis;
        redis.ConnectionRestored += TellRestored;
    }

    /// <summary>Stands in an inbox where the subscription was interrupted; no message is empty.</summary>
    public static byte[] Restored { get; } = [];

    /// <summary>From now on what is said on the channel is in the inbox, in order.</summary>
    /// <exception cref="TimeoutException">Redis is away for longer than <paramref name="longest"/>.</exception>
    /// <exception cref="RedisException">Redis refuses.</exception>
    public async Task<Inbox> OpenAsync(string channel, TimeSpan longest, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(longest);
        try
        {
            while (!isSubscribed || !redis.GetSubscriber().IsConnected(All))
            {
                await SubscribeAsync(limit.Token);
            }
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("Redis takes no subscription.", late);
        }

        return inboxes[channel] = new Inbox(this, channel);
    }

    public void Dispose()
    {
        redis.ConnectionRestored -= TellRestored;
        subscribing.Dispose();
    }

    private async Task SubscribeAsync(CancellationToken ct)
    {
        await subscribing.WaitAsync(ct);
        try
        {
            if (isSubscribed)
            {
                await Task.Delay(Look, ct); // the client connects and subscribes again by itself
                return;
            }

            var queue = await redis.GetSubscriber().SubscribeAsync(All).WaitAsync(ct);
            queue.OnMessage(message => Hear(message.Channel.ToString(), (byte[])message.Message!)); // one at a time, in order
            isSubscribed = true;
        }
        finally
        {
            subscribing.Release();
        }
    }

    private void Hear(string channel, byte[] message)
    {
        if (inboxes.TryGetValue(channel, out var inbox))
        {
            inbox.Add(message);
        }
    }

    private void TellRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType is ConnectionType.Subscription)
        {
            foreach (var inbox in inboxes.Values)
            {
                inbox.Add(Restored);
            }
        }
    }

    /// <summary>The messages of one channel until it is disposed.</summary>
    internal sealed class Inbox(ProgressChannels owner, string channel) : IDisposable
    {
        private readonly Channel<byte[]> messages = Channel.CreateUnbounded<byte[]>();

        public ChannelReader<byte[]> Reader => messages.Reader;

        internal void Add(byte[] message) => messages.Writer.TryWrite(message);

        public void Dispose() => owner.inboxes.TryRemove(new(channel, this));
    }
}
