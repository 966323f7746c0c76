using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class BrazilTimeTests
{
    [Theory]
    [InlineData("2026-12-01T02:59:59Z", "2026-11-30")]
    [InlineData("2026-12-01T03:00:00Z", "2026-12-01")]
    [InlineData("2026-12-31T21:30:00-03:00", "2026-12-31")]
    public void The_day_is_that_of_Brasilia(string moment, string day) =>
        Assert.Equal(DateOnly.Parse(day, null), BrazilTime.Today(new FixedClock(DateTimeOffset.Parse(moment, null))));

    [Fact]
    public void A_day_begins_at_midnight_in_Sao_Paulo() =>
        Assert.Equal(DateTimeOffset.Parse("2026-12-01T03:00:00Z", null), BrazilTime.StartDay(new DateOnly(2026, 12, 1)));
}
