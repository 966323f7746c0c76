using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Nexa.Api.Auth;

/// <summary>A bucket of <see cref="Burst"/> requests that fills again by <see cref="PerSecond"/>.</summary>
internal sealed record Limit
{
    public int Burst { get; init; }
    public int PerSecond { get; init; }
}

/// <summary>
/// The section <c>RateLimits</c>: per replica; sign-in, refresh and the check of certificates by address, the rest by
/// organisation, else user, else address.
/// </summary>
internal sealed class RateLimitSettings
{
    public Limit SignIn { get; init; } = new() { Burst = 60, PerSecond = 1 };
    public Limit Refresh { get; init; } = new() { Burst = 600, PerSecond = 20 };
    public Limit Submit { get; init; } = new() { Burst = 2_000, PerSecond = 200 };
    public Limit Upload { get; init; } = new() { Burst = 60, PerSecond = 2 };
    public Limit Verify { get; init; } = new() { Burst = 30, PerSecond = 1 };
    public Limit Others { get; init; } = new() { Burst = 2_000, PerSecond = 500 };

    internal bool IsPositive =>
        new[] { SignIn, Refresh, Submit, Upload, Verify, Others }.All(limit => limit is { Burst: > 0, PerSecond: > 0 });

    // In development one address stands for all users: only sign-in stays limited.
    public static RateLimitSettings Development => new() { Submit = Wide, Upload = Wide, Others = Wide };

    private static Limit Wide => new() { Burst = 1_000_000, PerSecond = 1_000_000 };
}

/// <summary>
/// Names of the limits that an endpoint asks for by <c>RequireRateLimiting</c>; every other endpoint is under <c>Others</c>.
/// </summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string Refresh = "refresh";
    public const string Submit = "submit";
    public const string Upload = "upload";
    public const string Verify = "verify";

    public static void AddNexaRateLimits(this IHostApplicationBuilder builder)
    {
        var defaults = builder.Environment.IsDevelopment() ? RateLimitSettings.Development : new RateLimitSettings();
        var settings = builder.AddSettings("RateLimits", defaults, limits => limits.IsPositive
            ? null : "RateLimits: each Burst and PerSecond must be at least 1.");
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = SetRetryAfterAsync;
            options.AddPolicy(SignIn, context => CreateBucket(ClientAddress.BuildKey(context), settings.SignIn));
            // An office behind one address refreshes for everyone in it, and does not sign in less for that.
            options.AddPolicy(Refresh, context => CreateBucket(ClientAddress.BuildKey(context), settings.Refresh));
            options.AddPolicy(Verify, context => CreateBucket(ClientAddress.BuildKey(context), settings.Verify));
            options.AddPolicy(Submit, context => CreateBucket(FindCaller(context), settings.Submit));
            options.AddPolicy(Upload, context => CreateBucket(FindCaller(context), settings.Upload));
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                HasOwnLimit(context) ? RateLimitPartition.GetNoLimiter("") : CreateBucket(FindCaller(context), settings.Others));
        });
    }

    private static bool HasOwnLimit(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is not null;

    // UseStatusCodePages writes the problem itself.
    private static ValueTask SetRetryAfterAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }

    private static RateLimitPartition<string> CreateBucket(string caller, Limit limit) =>
        RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = limit.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    private static string FindCaller(HttpContext context) =>
        CurrentUser.Find(context.User) is { } user
            ? (user.Organisation == Guid.Empty ? user.Id : user.Organisation).ToString()
            : ClientAddress.BuildKey(context);
}
