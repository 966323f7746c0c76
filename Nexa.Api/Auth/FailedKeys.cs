using System.Threading.RateLimiting;

namespace Nexa.Api.Auth;

/// <summary>
/// Counts keys that do not exist, by address: whoever makes them up is refused before PostgreSQL is asked. A key that this replica knows is
/// never refused.
/// </summary>
internal sealed class FailedKeys : IDisposable
{
    /// <summary>A machine with a wrong key tries again for a while before somebody looks at it.</summary>
    private const int Burst = 30;

    private readonly PartitionedRateLimiter<string> failures = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));

    public bool MayTry(string address) => failures.GetStatistics(address) is null or { CurrentAvailablePermits: > 0 };

    public void Count(string address) => failures.AttemptAcquire(address).Dispose();

    public void Dispose() => failures.Dispose();
}
