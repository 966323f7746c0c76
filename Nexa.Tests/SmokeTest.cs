namespace Nexa.Tests;

public sealed class SmokeTest
{
    [Fact]
    public void Xunit_runs() => Assert.Equal(4, 2 + 2);
}
