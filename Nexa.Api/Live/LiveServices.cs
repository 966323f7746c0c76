using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Nexa.Api.Auth;
using Nexa.Api.Hubs;
using Nexa.Core.Contracts;
using Nexa.Core.Identity;

namespace Nexa.Api.Live;

/// <param name="SocketSessionId">As sent with <c>connected</c>.</param>
public sealed record TestConnection([Required(ErrorMessage = "Informe socket_session_id."),
    StringLength(200, ErrorMessage = "socket_session_id inválido.")] string? SocketSessionId);

public sealed record TestSent(string Message);

internal static class LiveServices
{
    public static void AddLive(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<LiveSettings>("Live");
        var signalR = builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = 16 * 1024;
            hub.MaximumParallelInvocationsPerClient = 4;
            hub.KeepAliveInterval = settings.KeepAlive;
            hub.AddFilter<HubCalls>();
        }).AddJsonProtocol(json => NexaJson.Configure(json.PayloadSerializerOptions));
        if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 } redis)
        {
            // For what is sent to a connection by its id, on whichever replica it is; a task's events go through TaskFeed.
            signalR.AddStackExchangeRedis(redis, options =>
            {
                options.Configuration.ChannelPrefix = StackExchange.Redis.RedisChannel.Literal("nexa");
                options.Configuration.AbortOnConnectFail = false;
            });
        }

        builder.Services.AddSingleton<IHubProtocol, PingProtocol>();
        builder.Services.AddSingleton<TaskFeed>().AddSingleton<RoomFollowers>().AddSingleton<HubCalls>().AddSingleton<ConnectionNames>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TaskFeed>());
    }

    public static void MapLive(this WebApplication app)
    {
        app.MapHub<ClassificationHub>(ClassificationHub.Path).RequireAuthorization(Permissions.Read);
        app.MapPost("/ws", TestAsync).WithName("testConnection").WithTags("Live").RequireAuthorization(Permissions.Read)
            .WithSummary("Sends a test event to a SignalR connection of the same session or key");
    }

    private static async Task<Results<Accepted<TestSent>, NotFound>> TestAsync(
        TestConnection request, IHubContext<ClassificationHub> hub, ConnectionNames names, CurrentUser user, CancellationToken ct)
    {
        if (await names.FindOwnAsync(request.SocketSessionId!, user, ct) is not { } connection)
        {
            return TypedResults.NotFound();
        }

        await hub.Clients.Client(connection).SendAsync("test_event", new { message = "Conexão funcionando." }, ct);
        return TypedResults.Accepted((string?)null, new TestSent("Evento de teste enviado."));
    }
}
