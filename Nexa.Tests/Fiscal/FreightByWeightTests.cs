using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Tests.Fiscal;

/// <summary>Decreto 6.759/2009, art. 78: freight by net weight and insurance by value where the goods have more than one code.</summary>
public sealed class FreightByWeightTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public void Freight_of_a_declaration_with_several_codes_is_shared_by_net_weight_and_insurance_by_value()
    {
        var estimate = Estimate(1_000m, 100m, Item("85423190", 9_000m, 10m), Item("85043111", 1_000m, 90m));

        Assert.Equal([9_190m, 1_910m], estimate.Items.Select(item => item.Amounts.CustomsValue!.Value));
        Assert.Empty(estimate.Missing);
    }

    [Fact]
    public void Without_a_weight_the_total_is_asked_for_and_not_computed()
    {
        var estimate = Estimate(1_000m, null, Item("85423190", 9_000m, 10m), Item("85043111", 1_000m, null));

        Assert.Null(estimate.Totals.Total);
        Assert.Null(estimate.Totals.CustomsValue);
        Assert.Equal(192.79m, estimate.Totals.Siscomex);
        var missing = Assert.Single(estimate.Missing);
        Assert.Equal((1, "8504.31.11", "customs_value"), (missing.Item, missing.Ncm, missing.Tax));
        Assert.Contains("net_weight", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Freight_given_per_item_needs_no_weight()
    {
        var estimate =
            Estimate(
                null, null, Item("85423190", 9_000m, null) with { Freight = 100m }, Item("85043111", 1_000m, null) with { Freight = 900m });

        Assert.Equal([9_100m, 1_900m], estimate.Items.Select(item => item.Amounts.CustomsValue!.Value));
        Assert.NotNull(estimate.Totals.Total);
    }

    [Fact]
    public void Items_of_one_code_share_the_freight_by_price()
    {
        var estimate = Estimate(100m, null, Item("85423190", 3_000m, null), Item("85423190", 1_000m, null));

        Assert.Equal([3_075m, 1_025m], estimate.Items.Select(item => item.Amounts.CustomsValue!.Value));
    }

    [Fact]
    public void The_parts_of_an_addition_with_unknown_weights_stay_unknown()
    {
        var estimate = Estimate(
            100m, null, Item("85423190", 3_000m, null) with { Addition = "1" }, Item("85423190", 1_000m, 2m) with { Addition = "1" },
            Item("85043111", 500m, 1m));

        Assert.All(estimate.Items, item => Assert.Null(item.Amounts.CustomsValue));
        Assert.Single(estimate.Missing);
    }

    private static ImportItem Item(string ncm, decimal fob, decimal? weight) => new(ncm)
    {
        Fob = fob, NetWeight = weight, CofinsAddition = false, Rates = new GivenRates { Ii = Rate.Zero, Ipi = Rate.Zero },
    };

    private static TaxEstimate Estimate(decimal? freight, decimal? insurance, params ImportItem[] items) => TaxEngine.Estimate(
        new ImportDeclaration(Day, TransportMode.Air, items) { Freight = freight, Insurance = insurance, IcmsRate = 18m },
        FiscalTables.LoadStarter(), new TaxRules());
}
