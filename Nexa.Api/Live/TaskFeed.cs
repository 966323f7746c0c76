using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nexa.Api.Auth;
using Nexa.Core.Contracts;
using Nexa.Core.Tasks;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Api.Live;

/// <summary>
/// Follows a task's events on this replica: first those of the log, then new ones, in order and without gaps. Redis brings new events at
/// once; a missing event makes the follower read the log. Whether the log has grown is asked for all rooms in one statement, each second
/// while Redis is unavailable.
/// </summary>
internal sealed partial class TaskFeed(
    NpgsqlDataSource database, [AllOrganisations] NpgsqlDataSource everyones, IConnectionMultiplexer redis, EventSeal seal,
    ILogger<TaskFeed> log) : BackgroundService
{
    private const int Page = 500;

    /// <summary>Ends the wait of a client whose task was deleted before its cancellation could be told, as while Redis is away.</summary>
    private static readonly string Deleted = NexaJson.Write(new StatusUpdate("cancelled", 0, 0, "A tarefa foi excluída.", Final: true));

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private const int RoundsWithRedis = 20;
    private const long Gone = -1;
    private readonly ConcurrentDictionary<Guid, Followers> rooms = [];

    /// <summary>Streams the events after <paramref name="afterSeq"/>; ends after the task's last event.</summary>
    public async IAsyncEnumerable<StoredEvent> FollowAsync(Guid taskId, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        // an event that finds no room leaves a gap, and a gap makes the follower read the log
        var inbox = Channel.CreateBounded<StoredEvent>(256);
        Add(taskId, inbox.Writer);
        try
        {
            var seq = afterSeq;
            var readLog = true;
            while (true)
            {
                while (readLog)
                {
                    var (page, ended, isGone) = await TaskEventLog.ReadEventsAsync(database, taskId, seq, Page, ct);
                    foreach (var one in page)
                    {
                        seq = one.Seq;
                        yield return one;
                        if (ClientEvents.IsLast(one.Name, one.Payload))
                        {
                            yield break;
                        }
                    }

                    if (isGone)
                    {
                        yield return new(taskId, seq + 1, ClientEvents.UpdateStatus, Deleted);
                    }

                    if (ended)
                    {
                        yield break;
                    }

                    readLog = page.Count == Page;
                }

                var next = await inbox.Reader.ReadAsync(ct);
                if (next.Seq > seq + 1)
                {
                    readLog = true;
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(SubscribeAsync(stoppingToken), PollAsync(stoppingToken));

    private async Task SubscribeAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => WakeFollowers();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var subscription = await redis.GetSubscriber().SubscribeAsync(EventPublisher.Channel);
                subscription.OnMessage(message => Deliver(message.Message)); // one at a time, in order
                WakeFollowers();
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                LogPolling(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    /// <summary>Makes those followers read the log whose task has more events, or is gone, since they were last told.</summary>
    private async Task PollAsync(CancellationToken stoppingToken)
    {
        var told = new Dictionary<Guid, long>();
        using var timer = new PeriodicTimer(Round);
        for (var round = 1; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            if (rooms.IsEmpty || (redis.IsConnected && round < RoundsWithRedis))
            {
                continue;
            }

            round = 0;
            try
            {
                var last = await TaskEventLog.ReadLastSeqsAsync(everyones, [.. rooms.Keys], stoppingToken);
                var next = new Dictionary<Guid, long>();
                foreach (var (taskId, followers) in rooms)
                {
                    var seq = last.GetValueOrDefault(taskId, Gone);
                    if ((seq != Gone && told.GetValueOrDefault(taskId, Gone) == seq) || followers.Send(Hint(taskId)))
                    {
                        next[taskId] = seq;
                    }
                }

                told = next;
            }
            catch (NpgsqlException exception) when (exception.IsTransient)
            {
                LogUnpolled(exception.Message);
            }
        }
    }

    private void Deliver(RedisValue packed)
    {
        if (rooms.IsEmpty || (byte[]?)packed is not { } message || seal.Open(message) is not var (bytes, isOurs))
        {
            return;
        }

        try
        {
            foreach (var one in StoredEvent.Unpack(bytes))
            {
                if (rooms.TryGetValue(one.TaskId, out var followers))
                {
                    followers.Send(isOurs ? one : Hint(one.TaskId));
                }
            }
        }
        catch (Exception noEvents) when (noEvents is IOException or ArgumentException or FormatException)
        {
            LogMalformed(bytes.Length); // not Nexa's
        }
    }

    /// <summary>An event whose sequence gap makes a follower read the log.</summary>
    private static StoredEvent Hint(Guid taskId) => new(taskId, long.MaxValue, "", "{}");

    private void WakeFollowers()
    {
        foreach (var (taskId, followers) in rooms)
        {
            followers.Send(Hint(taskId));
        }
    }

    private void Add(Guid taskId, ChannelWriter<StoredEvent> writer) =>
        rooms.AddOrUpdate(taskId, static (_, w) => new([w]), static (_, followers, w) => new([.. followers.Writers, w]), writer);

    private void Remove(Guid taskId, ChannelWriter<StoredEvent> writer)
    {
        while (rooms.TryGetValue(taskId, out var followers))
        {
            var left = new Followers([.. followers.Writers.Where(w => w != writer)]);
            if (left.Writers.Length == 0
                ? rooms.TryRemove(KeyValuePair.Create(taskId, followers)) : rooms.TryUpdate(taskId, left, followers))
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis unavailable: followers poll the event log: {Reason}")]
    private partial void LogPolling(string reason);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL unavailable: the rooms are asked for again in a moment: {Reason}")]
    private partial void LogUnpolled(string reason);

    [LoggerMessage(LogLevel.Warning, "Malformed live event skipped ({Bytes} bytes)")]
    private partial void LogMalformed(int bytes);

    private sealed class Followers(ChannelWriter<StoredEvent>[] writers)
    {
        public ChannelWriter<StoredEvent>[] Writers => writers;

        /// <summary>False where a follower lags so far behind that it had no room for the event.</summary>
        public bool Send(StoredEvent one)
        {
            var all = true;
            foreach (var writer in writers)
            {
                all &= writer.TryWrite(one);
            }

            return all;
        }
    }
}
