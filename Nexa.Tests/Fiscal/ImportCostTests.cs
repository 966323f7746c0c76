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
