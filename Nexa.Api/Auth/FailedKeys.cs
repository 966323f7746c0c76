using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace Nexa.Api.Auth;

/// <summary>
/// Counts keys that do not exist, by address: whoever makes them up is refused before PostgreSQL is asked. A key that was good on this
/// replica during the last hours is never refused for what others behind its address make up.
/// </summary>
internal sealed class FailedKeys : IDisposable
{
    /// <summary>A machine with a wrong key tries again for a while before somebody looks at it.</summary>
    private const int Burst = 30;

    /// <summary>Chosen: a night, after which a machine that works by day begins again.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);

    /// <summary>Only keys that PostgreSQL has known come in: a bound for an organisation that makes keys without end.</summary>
    private const int MostGood = 100_000;

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);

    private readonly MemoryCache good = new(new MemoryCacheOptions { SizeLimit = MostGood });

    private readonly PartitionedRateLimiter<string> failures = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = Refill,
        }));

    /// <summary>Seconds until the bucket has a place again.</summary>
    public static string RetryAfter { get; } = Refill.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    public bool MayTry(string address, string key) =>
        failures.GetStatistics(address) is null or { CurrentAvailablePermits: > 0 } || good.TryGetValue(Secret.NameHash(key), out _);

    public void RecordGood(string key)
    {
        var name = Secret.NameHash(key);
        if (!good.TryGetValue(name, out _))
        {
            good.Set(name, true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = GoodFor });
        }
    }

    public void RecordFailure(string address, string key)
    {
        good.Remove(Secret.NameHash(key));
        failures.AttemptAcquire(address).Dispose();
    }

    public void Dispose()
    {
        good.Dispose();
        failures.Dispose();
    }
}
