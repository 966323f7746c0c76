namespace Nexa.Tests.Support;

/// <summary>A clock that stands at one moment.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
