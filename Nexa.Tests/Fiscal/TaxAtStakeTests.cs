using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class TaxAtStakeTests
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    [Fact]
    public void What_is_at_stake_on_100_reais_is_the_cascade_and_not_the_sum_of_the_rates()
    {
        // 14 of II, 9.75 % of 114 of IPI, 2.10 and 9.65 on the value.
        Assert.Equal(14m + 11.12m + 2.10m + 9.65m, Stake(Rate.FromPercent(14m), Rate.FromPercent(9.75m)));
        Assert.Equal(11.75m, Stake(Rate.Zero, Rate.NotTaxed));
    }

    [Fact]
    public void An_unknown_duty_is_not_read_as_zero()
    {
        Assert.Null(Stake(Rate.Unknown, Rate.FromPercent(5m)));
        Assert.Null(LegalBasis.CalculateTaxAtStake(FiscalTables.LoadStarter(), "8532", null, Day));
        Assert.Null(LegalBasis.CalculateTaxAtStake(FiscalTables.LoadStarter(), null, null, Day));
    }

    private static decimal? Stake(Rate ii, Rate ipi)
    {
        var tables = new FiscalTables(
            Guid.Empty, "", Day, new NcmTable([]), [new TipiRate("11111111", null, ipi, null, Day, NcmNode.Open, null)],
            [new DutyRate("11111111", "I", null, false, ii, null, Day, NcmNode.Open, null)]);
        return LegalBasis.CalculateTaxAtStake(tables, "11111111", null, Day);
    }
}
