using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Nexa.Api.Hubs;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Live;

/// <summary>The rooms that each connection of this replica follows: one loop for each room replays its events, then follows.</summary>
internal sealed partial class RoomFollowers(TaskFeed feed, IHubContext<ClassificationHub> hub, ILogger<RoomFollowers> log)
{
    public const int MostRooms = 200;

    /// <summary>The span of a task's last event ends the trace that its request began.</summary>
    private static readonly ActivitySource Source = new(ServiceDefaults.Telemetry);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Guid, CancellationTokenSource>> connections =
        new(StringComparer.Ordinal);

    /// <summary>Follows a room from <paramref name="afterSeq"/> on; replaces an earlier join of the same room.</summary>
    public void Join(string connectionId, Guid taskId, long afterSeq, CancellationToken aborted)
    {
        var rooms = connections.GetOrAdd(connectionId, _ => []);
        Leave(connectionId, taskId);
        if (rooms.Count >= MostRooms)
        {
            throw new HubException($"Limite de {MostRooms} salas por conexão atingido.");
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        rooms[taskId] = stop;
        _ = Task.Run(() => FollowAsync(connectionId, taskId, afterSeq, rooms, stop), CancellationToken.None);
    }

    public void Leave(string connectionId, Guid taskId)
    {
        if (connections.TryGetValue(connectionId, out var rooms) && rooms.TryRemove(taskId, out var stop))
        {
            stop.Cancel();
        }
    }

    public void Disconnect(string connectionId)
    {
        if (connections.TryRemove(connectionId, out var rooms))
        {
            foreach (var stop in rooms.Values)
            {
                stop.Cancel();
            }
        }
    }

    private async Task FollowAsync(
        string connectionId, Guid taskId, long afterSeq, ConcurrentDictionary<Guid, CancellationTokenSource> rooms,
        CancellationTokenSource stop)
    {
        try
        {
            var client = hub.Clients.Client(connectionId);
            while (true)
            {
                try
                {
                    await foreach (var one in feed.FollowAsync(taskId, afterSeq, stop.Token))
                    {
                        using var push = one.TraceParent is { } request
                            ? Source.StartActivity($"push {one.Name}", ActivityKind.Producer, request) : null;
                        await client.SendAsync(one.Name, new RawJson(one.ToClientJson()), stop.Token);
                        afterSeq = one.Seq;
                    }

                    return;
                }
                catch (NpgsqlException exception) when (exception.IsTransient)
                {
                    LogWaiting(ClassificationTask.NameRoom(taskId), exception.Message);
                    await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the client left or disconnected
        }
        catch (Exception exception)
        {
            // the client gets no more events and joins again after its last seq
            LogBroken(ClassificationTask.NameRoom(taskId), exception.Message);
        }
        finally
        {
            rooms.TryRemove(KeyValuePair.Create(taskId, stop));
            stop.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "PostgreSQL unavailable: room {Room} waits: {Reason}")]
    private partial void LogWaiting(string room, string reason);

    [LoggerMessage(LogLevel.Warning, "Room {Room} broke off: {Reason}")]
    private partial void LogBroken(string room, string reason);
}
