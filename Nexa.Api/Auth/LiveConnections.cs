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

    /// <summary>By the id in the addresses of a hub connection's requests; its client is told another one.</summary>
    private readonly ConcurrentDictionary<string, CurrentUser> owners = new(StringComparer.Ordinal);

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var user = CurrentUser.ReadClaims(context.Context.User);
        var slot = running.Streams.TryEnter(user) ?? throw new HubException(QuotaServices.TooManyStreams);
        context.Context.ConnectionAborted.Register(slot.Dispose);
        live[context.Context.ConnectionId] = new(user, context.Context.Abort);
        if (FindId(context.Context.GetHttpContext()?.Request) is { } id)
        {
            owners[id] = user;
            context.Context.ConnectionAborted.Register(() => owners.TryRemove(id, out _));
        }

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

    /// <summary>
    /// Answers 429 before a hub connection is made, so that its client can read the reason, and 404 where the connection is not of the
    /// same session or key: SignalR serves whoever knows the id, and ids stand in the logs of proxies.
    /// </summary>
    public Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var user = CurrentUser.Find(context.User);
        if (FindId(context.Request) is { } id)
        {
            return owners.TryGetValue(id, out var owner) && !IsSame(owner, user)
                ? TypedResults.NotFound().ExecuteAsync(context) : next(context);
        }

        return user is not null && running.Streams.IsFull(user)
            ? QuotaServices.Refuse(context, QuotaServices.TooManyStreams).ExecuteAsync(context) : next(context);
    }

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

    private static string? FindId(HttpRequest? request) => request?.Query["id"] is [{ Length: > 0 } id] ? id : null;

    private static bool IsSame(CurrentUser owner, CurrentUser? user) => user is not null
        && (owner.Id, owner.Organisation, owner.SessionId, owner.KeyId) == (user.Id, user.Organisation, user.SessionId, user.KeyId);

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
        context.Request.Path.StartsWithSegments(Schemes.Hubs, StringComparison.OrdinalIgnoreCase)
            ? context.RequestServices.GetRequiredService<LiveConnections>().RefuseAsync(context, next)
        : context.User.Identity is { IsAuthenticated: true } && context.GetEndpoint()?.Metadata.GetMetadata<SessionBound>() is not null
            ? context.RequestServices.GetRequiredService<LiveConnections>().FollowAsync(context, next)
            : next(context));

    private sealed class SessionBound;
}
