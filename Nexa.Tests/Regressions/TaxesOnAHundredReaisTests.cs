using Nexa.Fiscal;

namespace Nexa.Tests.Regressions;

/// <summary>"Tributos sobre R$ 100" is the cascade, and nothing where a rate of it is unknown.</summary>
public sealed class TaxesOnAHundredReaisTests
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    [Theory]
    [InlineData(7.2, 1.3, 20.34)]
    [InlineData(20, 15, 49.75)]
    [InlineData(0, 6.5, 18.25)]
    public void It_is_the_cascade(double duty, double ipi, double expected) =>
        Assert.Equal((decimal)expected, Calculate(Rate.FromPercent((decimal)duty), Rate.FromPercent((decimal)ipi)));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void It_is_unknown_where_a_rate_is(bool isDutyUnknown, bool isIpiUnknown) => Assert.Null(Calculate(
        isDutyUnknown ? Rate.Unknown : Rate.Zero, isIpiUnknown ? Rate.Unknown : Rate.NotTaxed));

    private static decimal? Calculate(Rate duty, Rate ipi) => LegalBasis.CalculateTaxAtStake(
        new FiscalTables(
            Guid.Empty, "", Day, new NcmTable([]), [new TipiRate("11111111", null, ipi, null, Day, NcmNode.Open, null)],
            [new DutyRate("11111111", "I", null, false, duty, null, Day, NcmNode.Open, null)]), "11111111", null, Day);
}
