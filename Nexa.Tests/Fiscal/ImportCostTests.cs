using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Tests.Fiscal;

/// <summary>What the importer pays in the end: deferral of ICMS, and duties by unit.</summary>
public sealed class ImportCostTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Theory]
    [InlineData(100, "0", "0")]
    [InlineData(50, "15108.94", "15108.94")]
    [InlineData(0, "0", "30217.88")]
    public void Deferred_icms_is_calculated_and_left_out_of_the_total(int deferral, string deferred, string payable)
    {
        var totals = Estimate(Vector) with { };
        var result = Estimate(Vector with { IcmsDeferral = deferral }).Totals;

        Assert.Equal(30_217.88m, result.Icms);
        Assert.Equal(totals.Totals.Total - result.IcmsDeferred, result.Total);
        Assert.Equal(deferral == 100 ? 30_217.88m : Number(deferred), result.IcmsDeferred);
        Assert.Equal(Number(payable), result.Icms - result.IcmsDeferred);
    }

    [Fact]
    public void A_duty_by_unit_takes_the_place_of_the_one_in_percent()
    {
        var estimate = Estimate(Vector with { Items = [Vector.Items[0] with { IiByUnit = new SpecificDuty(5_000m, 0.80m, 5.4321m) }] });

        Assert.Equal(21_728.40m, estimate.Totals.Ii);
        Assert.Equal(Cents.TakePercent(121_728.40m, 9.75m), estimate.Totals.Ipi);
    }

    [Fact]
    public void Trade_defence_by_unit_adds_to_what_is_given_in_reais()
    {
        var item = Vector.Items[0] with { TradeDefence = 100m, TradeDefenceByUnit = new SpecificDuty(5_000m, 0.80m, 5.4321m) };

        Assert.Equal(21_828.40m, Estimate(Vector with { Items = [item] }).Totals.TradeDefence);
    }

    [Theory]
    [InlineData(TaxRegime.LucroReal, "53183.86", "116454.23", "23.290846")] // COFINS gives credit without its addition
    [InlineData(TaxRegime.LucroPresumido, "41433.86", "128204.23", "25.640846")] // PIS and COFINS are cumulative
    [InlineData(TaxRegime.Simples, "0", "169638.09", "33.927618")]
    public void The_cost_of_a_unit_is_with_local_expenses_and_without_what_is_recovered(
        TaxRegime regime, string credits, string net, string perUnit)
    {
        var cost = Estimate(Costed with { Regime = regime }).Items[0].Cost!;

        Assert.Equal(169_638.09m, cost.Gross);
        Assert.Equal((Number(credits), Number(net), Number(perUnit)), (cost.Credits!.Total, cost.Net, cost.NetPerUnit));
        Assert.Equal(33.927618m, cost.GrossPerUnit);
    }

    [Fact]
    public void From_2027_on_cbs_and_ibs_are_recovered_and_the_contributions_are_gone()
    {
        var given = new GivenRates { Ii = Rate.FromPercent(14m), Ipi = Rate.Zero, Cbs = Rate.FromPercent(8.7m) };
        var estimate = Estimate(Costed with
        {
            Date = new DateOnly(2027, 3, 1), Regime = TaxRegime.LucroPresumido, Items = [Costed.Items[0] with { Rates = given }],
        });

        var (paid, credits) = (estimate.Totals, estimate.Cost!.Credits!);
        Assert.Equal((paid.Cbs, paid.IbsUf + paid.IbsMun, paid.Icms), (credits.Cbs, credits.Ibs, credits.Icms));
        Assert.Equal((0m, 0m, 0m), (credits.Pis, credits.Cofins, credits.Ipi));
        Assert.True(credits.Cbs > 0m);
    }

    [Fact]
    public void Without_a_regime_nothing_is_said_of_credits_and_without_quantity_nothing_of_units()
    {
        Assert.Null(Estimate(Vector).Items[0].Cost);
        var cost = Estimate(Vector with { LocalExpenses = 10m }).Cost!;
        Assert.Equal((null, null, null), (cost.Credits, cost.Net, cost.GrossPerUnit));
    }

    [Fact]
    public void A_credit_of_a_special_regime_is_not_known_and_neither_is_the_net_cost()
    {
        var estimate = Estimate(Costed with
        {
            Regime = TaxRegime.LucroReal, Items = [Costed.Items[0] with { Regime = "autopecas", CofinsAddition = false }],
        });

        Assert.Equal((null, null), (estimate.Cost!.Credits!.Cofins, estimate.Cost.Net));
        Assert.Contains(estimate.Notes, note => note.Contains("\"autopeças\" tem regras próprias", StringComparison.Ordinal));
    }

    [Fact]
    public void In_2026_cbs_and_ibs_are_shown_as_informative_and_are_in_no_total()
    {
        var totals = Estimate(Vector).Totals;

        // 0.9 % and 0.1 % of 100,000 + 14,000 + 640 + 154.23
        Assert.Equal((1_033.15m, 114.79m, 0m), (totals.InformativeCbs, totals.InformativeIbsUf, totals.InformativeIbsMun));
        Assert.Equal((0m, 0m), (totals.Cbs, totals.IbsUf));
        Assert.Null(Estimate(Vector with { Date = new DateOnly(2025, 11, 20) }).Totals.InformativeCbs);
    }

    private static readonly ImportDeclaration Costed = new(Day, TransportMode.Air,
        [new ImportItem("85322410") { CustomsValue = 100_000m, CofinsAddition = true, Quantity = 5_000m, Unit = "UN",
            Rates = new GivenRates { Ii = Rate.FromPercent(14m), Ipi = Rate.FromPercent(9.75m) } }])
    {
        IcmsRate = 18m, OtherExpenses = 500m, LocalExpenses = 1_200m,
    };

    private static readonly ImportDeclaration Vector = new(Day, TransportMode.Sea,
        [new ImportItem("85322410") { CustomsValue = 100_000m, CofinsAddition = false,
            Rates = new GivenRates { Ii = Rate.FromPercent(14m), Ipi = Rate.FromPercent(9.75m) } }])
    {
        Freight = 8_000m, IcmsRate = 18m,
    };

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TaxEstimate Estimate(ImportDeclaration declaration) =>
        TaxEngine.Estimate(declaration, FiscalTables.LoadStarter(), new TaxRules());
}
