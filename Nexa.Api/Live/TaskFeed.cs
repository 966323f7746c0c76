using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nexa.Core.Contracts;
using Nexa.Core.Tasks;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Api.Live;

/// <summary>
/// A task's events for whoever follows it on this replica: first what the log holds, then what comes, in order and without gaps.
/// Redis brings new events at once; the log is read where one is missing, and polled while Redis is away.
/// </summary>
internal sealed partial class TaskFeed(NpgsqlDataSource database, IConnectionMultiplexer redis, ILogger<TaskFeed> log) : BackgroundService
{
    private const int Page = 500;
    private static readonly TimeSpan PollWithRedis = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollWithout = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, Followers> rooms = [];

    /// <summary>Ends after the task's last event.</summary>
    public async IAsyncEnumerable<StoredEvent> FollowAsync(Guid taskId, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        var inbox = Channel.CreateBounded<StoredEvent>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite }); // what is dropped is read from the log
        Add(taskId, inbox.Writer);
        try
        {
            var seq = afterSeq;
            var look = true;
            while (true)
            {
                while (look)
                {
                    var (page, ended) = await TaskEventLog.ReadAsync(database, taskId, seq, Page, ct);
                    foreach (var one in page)
                    {
                        seq = one.Seq;
                        yield return one;
                        if (ClientEvents.IsLast(one.Name, one.Payload))
                        {
                            yield break;
                        }
                    }

                    if (ended)
                    {
                        yield break;
                    }

                    look = page.Count == Page;
                }

                if (await NextAsync(inbox.Reader, ct) is not { } next || next.Seq > seq + 1)
                {
                    look = true;
                }
                else if (next.Seq == seq + 1)
                {
                    seq = next.Seq;
                    yield return next;
                    if (ClientEvents.IsLast(next.Name, next.Payload))
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            Remove(taskId, inbox.Writer);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => LookEverywhere();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var subscription = await redis.GetSubscriber().SubscribeAsync(EventPublisher.Channel);
                subscription.OnMessage(message => Deliver(message.Message)); // one at a time, in order
                LookEverywhere();
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                NotSubscribed(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    private void Deliver(RedisValue packed)
    {
        if (rooms.IsEmpty || (byte[]?)packed is not { } bytes)
        {
            return;
        }

        foreach (var one in StoredEvent.Unpack(bytes))
        {
            if (rooms.TryGetValue(one.TaskId, out var followers))
            {
                followers.Send(one);
            }
        }
    }

    /// <summary>A number that no follower expects makes each read the log.</summary>
    private void LookEverywhere()
    {
        foreach (var (taskId, followers) in rooms)
        {
            followers.Send(new(taskId, long.MaxValue, "", "{}"));
        }
    }

    private async Task<StoredEvent?> NextAsync(ChannelReader<StoredEvent> inbox, CancellationToken ct)
    {
        if (inbox.TryRead(out var ready))
        {
            return ready;
        }

        using var poll = CancellationTokenSource.CreateLinkedTokenSource(ct);
        poll.CancelAfter(redis.IsConnected ? PollWithRedis : PollWithout);
        try
        {
            return await inbox.ReadAsync(poll.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Add(Guid taskId, ChannelWriter<StoredEvent> writer) =>
        rooms.AddOrUpdate(taskId, static (_, w) => new([w]), static (_, followers, w) => new([.. followers.Writers, w]), writer);

    private void Remove(Guid taskId, ChannelWriter<StoredEvent> writer)
    {
        while (rooms.TryGetValue(taskId, out var followers))
        {
            var left = new Followers([.. followers.Writers.Where(w => w != writer)]);
            if (left.Writers.Length == 0 ? rooms.TryRemove(KeyValuePair.Create(taskId, followers)) : rooms.TryUpdate(taskId, left, followers))
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events are out of reach, followers poll the log: {Reason}")]
    private partial void NotSubscribed(string reason);

    private sealed class Followers(ChannelWriter<StoredEvent>[] writers)
    {
        public ChannelWriter<StoredEvent>[] Writers => writers;

        public void Send(StoredEvent one)
        {
            foreach (var writer in writers)
            {
                writer.TryWrite(one);
            }
        }
    }
}
