using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Nexa.Api.Quotas;
using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <summary>
/// Hub connections and event streams outlive the check at their start: they are cut when the rights behind them end or change.
/// </summary>
internal sealed partial class LiveConnections(Sessions sessions, RunningNow running, ILogger<LiveConnections> logger)
    : BackgroundService, IHubFilter
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<object, Connection> live = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var user = CurrentUser.ReadClaims(context.Context.User);
        var slot = running.Streams.TryEnter(user) ?? throw new HubException(QuotaServices.TooManyStreams);
        context.Context.ConnectionAborted.Register(slot.Dispose);
        live[context.Context.ConnectionId] = new(user, context.Context.Abort);
        try
        {
            await next(context);
        }
        catch
        {
            live.TryRemove(context.Context.ConnectionId, out _); // such a connection is never told to have ended
            slot.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        live.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var user = CurrentUser.ReadClaims(invocation.Context.User);
        if (!SameRights(user, await sessions.FindAgainAsync(user)))
        {
            invocation.Context.Abort();
            throw new HubException("A sessão expirou ou foi encerrada.");
        }

        using var scope = OrganisationScope.Enter(user.Organisation);
        return await next(invocation);
    }

    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        var user = CurrentUser.ReadClaims(context.User);
        using var slot = running.Streams.TryEnter(user);
        if (slot is null)
        {
            await QuotaServices.Refuse(context, QuotaServices.TooManyStreams).ExecuteAsync(context);
            return;
        }

        live[context] = new(user, context.Abort);
        try
        {
            await next(context);
        }
        finally
        {
            live.TryRemove(context, out _);
        }
    }

    /// <summary>Answers 429 before a hub connection is made, so that its client can read the reason.</summary>
    public Task RefuseWhenFullAsync(HttpContext context, RequestDelegate next) =>
        context.User.Identity is { IsAuthenticated: true } && running.Streams.IsFull(CurrentUser.ReadClaims(context.User))
            ? QuotaServices.Refuse(context, QuotaServices.TooManyStreams).ExecuteAsync(context) : next(context);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        sessions.Heard = OnChanged;
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await CheckAsync(live.ToArray());
        }
    }

    private void OnChanged(Guid id) => _ = CheckAsync(live.Where(pair => pair.Value.User is var user
        && (user.SessionId == id || user.KeyId == id || user.Id == id || user.Organisation == id)).ToArray());

    private async Task CheckAsync(KeyValuePair<object, Connection>[] some)
    {
        foreach (var group in some.Where(pair => pair.Value.User is { SessionId: not null } or { KeyId: not null })
            .GroupBy(pair => (pair.Value.User.SessionId, pair.Value.User.KeyId, pair.Value.User.Organisation)))
        {
            try
            {
                var now = await sessions.FindAgainAsync(group.First().Value.User);
                foreach (var (key, connection) in group.Where(pair => !SameRights(pair.Value.User, now)))
                {
                    live.TryRemove(key, out _);
                    connection.Abort();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogUnchecked(e.Message); // PostgreSQL unavailable: the next round checks again
            }
        }
    }

    private static bool SameRights(CurrentUser then, CurrentUser? now) =>
        now is not null && then.Id == now.Id && then.Organisation == now.Organisation && then.MustEnrol == now.MustEnrol
        && then.Permissions.SetEquals(now.Permissions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Checking live connections against their sessions failed; retrying in 15 seconds: {Reason}")]
    private partial void LogUnchecked(string reason);

    private sealed record Connection(CurrentUser User, Action Abort);
}

internal static class LiveStreams
{
    /// <summary>Marks a stream that is cut when its session ends.</summary>
    public static TBuilder EndsWithSession<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new SessionBound());

    public static void UseSessionBoundStreams(this WebApplication app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(Schemes.Hubs, StringComparison.OrdinalIgnoreCase) && IsNew(context.Request)
            ? context.RequestServices.GetRequiredService<LiveConnections>().RefuseWhenFullAsync(context, next)
        : context.User.Identity is { IsAuthenticated: true } && context.GetEndpoint()?.Metadata.GetMetadata<SessionBound>() is not null
            ? context.RequestServices.GetRequiredService<LiveConnections>().FollowAsync(context, next)
            : next(context));

    /// <summary>A request with an id belongs to a connection that is already counted.</summary>
    private static bool IsNew(HttpRequest request) => !request.Query.ContainsKey("id");

    private sealed class SessionBound;
}
