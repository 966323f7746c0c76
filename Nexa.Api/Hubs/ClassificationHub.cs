using Microsoft.AspNetCore.SignalR;
using Nexa.Api.Auth;
using Nexa.Api.Live;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Hubs;

/// <param name="RoomId">As answered when the task was accepted.</param>
/// <param name="AfterSeq">The last event that the client has; null for all of them.</param>
public sealed record JoinRoom(string? RoomId, long? AfterSeq);

public sealed record LeaveRoom(string? RoomId);

/// <summary>The live interface: a client joins a task's room and receives every event of it, in order, however late it comes.</summary>
internal sealed class ClassificationHub(RoomFollowers followers, ConnectionNames names, NpgsqlDataSource database) : Hub
{
    public const string Path = "/hubs/classification";

    public override async Task OnConnectedAsync()
    {
        var name = await names.MakeAsync(Context.ConnectionId, CurrentUser.ReadClaims(Context.User), Context.ConnectionAborted);
        await Clients.Caller.SendAsync("connected", new { socket_session_id = name }, Context.ConnectionAborted);
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        followers.Disconnect(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    [HubMethodName("join")]
    public async Task JoinAsync(JoinRoom? room)
    {
        if (!Guid.TryParse(room?.RoomId, out var taskId) || !await MaySeeAsync(taskId))
        {
            // Same answer for another organisation's room and for none, so that ids can't be probed.
            throw new HubException("Sala não encontrada.");
        }

        followers.Join(Context.ConnectionId, taskId, Math.Max(0, room.AfterSeq ?? 0), Context.ConnectionAborted);
    }

    private Task<bool> MaySeeAsync(Guid taskId) => TaskRows.IsSeenByAsync(
        database, taskId, CurrentUser.ReadClaims(Context.User).Organisation, Context.ConnectionAborted);

    [HubMethodName("leave")]
    public void Leave(LeaveRoom? room)
    {
        if (Guid.TryParse(room?.RoomId, out var taskId))
        {
            followers.Leave(Context.ConnectionId, taskId);
        }
    }

    [HubMethodName(PingProtocol.Ping)]
    public Task PingAsync() => Clients.Caller.SendAsync("pong_event", new { message = "pong" }, Context.ConnectionAborted);
}
