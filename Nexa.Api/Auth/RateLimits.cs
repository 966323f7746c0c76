using System.Collections.Frozen;
using System.Globalization;
using System.Threading.RateLimiting;

namespace Nexa.Api.Auth;

/// <summary>A bucket of <see cref="Burst"/> requests that fills again by <see cref="PerSecond"/>.</summary>
internal sealed record Limit
{
    public int Burst { get; init; }
    public int PerSecond { get; init; }
}

/// <summary>The section <c>RateLimits</c>: per replica; sign-in by address, the rest by API key, else user, else address.</summary>
internal sealed class RateLimitSettings
{
    public Limit SignIn { get; init; } = new() { Burst = 60, PerSecond = 1 };
    public Limit Submit { get; init; } = new() { Burst = 2_000, PerSecond = 200 };
    public Limit Upload { get; init; } = new() { Burst = 60, PerSecond = 2 };
    public Limit Others { get; init; } = new() { Burst = 2_000, PerSecond = 500 };

    // One developer at one address stands for all users there: only passwords stay guarded.
    public static RateLimitSettings Development => new() { Submit = Wide, Upload = Wide, Others = Wide };

    private static Limit Wide => new() { Burst = 1_000_000, PerSecond = 1_000_000 };
}

internal static class RateLimits
{
    private enum Kind { SignIn, Submit, Upload, Others }

    // By route, not by path: a path can be written in many ways.
    private static readonly FrozenDictionary<string, Kind> Kinds = new Dictionary<string, Kind>(StringComparer.Ordinal)
    {
        ["login"] = Kind.SignIn, ["register"] = Kind.SignIn, ["refresh"] = Kind.SignIn, ["me/password"] = Kind.SignIn,
        ["password-reset"] = Kind.SignIn, ["password-reset/confirm"] = Kind.SignIn,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void AddNexaRateLimits(this IHostApplicationBuilder builder)
    {
        var settings = builder.Environment.IsDevelopment() ? RateLimitSettings.Development : new RateLimitSettings();
        builder.Configuration.GetSection("RateLimits").Bind(settings);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask; // UseStatusCodePages writes the problem
            };
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (Kind, string)>(context => Partition(context, settings));
        });
    }

    private static RateLimitPartition<(Kind, string)> Partition(HttpContext context, RateLimitSettings settings)
    {
        var kind = KindOf(context);
        var limit = kind switch { Kind.SignIn => settings.SignIn, Kind.Submit => settings.Submit, Kind.Upload => settings.Upload, _ => settings.Others };
        return RateLimitPartition.GetTokenBucketLimiter((kind, kind is Kind.SignIn ? ClientAddress.KeyOf(context) : WhoseOf(context)), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = limit.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });
    }

    private static Kind KindOf(HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/') ?? "";
        return Kinds.TryGetValue(route, out var kind) ? kind
            : route.StartsWith("classify-", StringComparison.Ordinal) ? Kind.Submit
            : route.StartsWith("upload-", StringComparison.Ordinal) ? Kind.Upload
            : Kind.Others;
    }

    private static string WhoseOf(HttpContext context) =>
        CurrentUser.Find(context.User) is { } user
            ? (user.KeyId ?? user.Id).ToString()
            : ClientAddress.KeyOf(context);
}
