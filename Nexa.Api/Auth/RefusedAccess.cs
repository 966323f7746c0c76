using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Nexa.Api.Auth;

/// <summary>
/// Logs what a known account was refused: 401 of a token that has ended, 403, and 404 of an id that is not its organisation's. Each account
/// has <see cref="Burst"/> lines, then one each <see cref="Refill"/> that says how many were left out: nobody floods the log.
/// </summary>
internal sealed partial class RefusedAccess : IDisposable
{
    private const int Burst = 10;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(30);

    private readonly ILogger log;
    private readonly ConcurrentDictionary<string, int> unsaid = new(StringComparer.Ordinal);
    private readonly PartitionedRateLimiter<string> lines = PartitionedRateLimiter.Create<string, string>(account =>
        RateLimitPartition.GetTokenBucketLimiter(account, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = Refill,
        }));

    public RefusedAccess(ILoggerFactory loggers) => log = loggers.CreateLogger("Nexa.Audit");

    public void Tell(HttpContext context)
    {
        var (user, refused) = (CurrentUser.Find(context.User), context.Items[typeof(RefusedSession)] as RefusedSession);
        var account = user?.Id.ToString() ?? refused?.Session.ToString();
        if (account is null || context.Response.StatusCode is not (401 or 403 or 404)
            || (context.Response.StatusCode == 404 && !NamesId(context)))
        {
            return;
        }

        using var line = lines.AttemptAcquire(account);
        if (!line.IsAcquired)
        {
            unsaid.AddOrUpdate(account, 1, (_, count) => count + 1);
            return;
        }

        unsaid.TryRemove(account, out var before);
        LogRefused(log, context.Response.StatusCode, context.Request.Method,
            (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)",
            user?.Id, user?.Organisation, user?.SessionId ?? refused?.Session, user?.KeyId, ClientAddress.FindAddress(context), before);
    }

    public void Dispose() => lines.Dispose();

    /// <summary>An id of a route that the organisation does not have: another's, or nobody's.</summary>
    private static bool NamesId(HttpContext context) =>
        context.GetRouteData().Values.Any(value => value.Value is string text && Guid.TryParse(text, out _));

    [LoggerMessage(LogLevel.Warning, "Access refused: {Status} {Method} {Route} user {UserId} organisation {Organisation} session {Session} "
        + "key {Key} address {Address}, {Unsaid} refusals of this account before it not logged")]
    private static partial void LogRefused(ILogger logger, int status, string method, string route, Guid? userId, Guid? organisation,
        Guid? session, Guid? key, string? address, int unsaid);
}

/// <summary>The session of a token that Nexa has signed and that serves no more.</summary>
internal sealed record RefusedSession(Guid Session);

internal static class RefusedAccessLog
{
    public static void UseRefusedAccessLog(this WebApplication app)
    {
        var refusals = app.Services.GetRequiredService<RefusedAccess>();
        app.Use(async (context, next) =>
        {
            await next(context);
            refusals.Tell(context);
        });
    }
}
