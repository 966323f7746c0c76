using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Tests.Fiscal;

/// <summary>ICMS of an item, in figures worked out apart from this code: 137,019.23 before ICMS.</summary>
public sealed class IcmsTermsTests
{
    [Theory]
    [InlineData(18, "33.33", null, 0, "103808.34", "18685.50", "0")] // a third off the base
    [InlineData(0, "0", "8.8", 0, "150240.38", "13221.15", "0")] // an effective burden of 8.8 %
    [InlineData(20, "0", null, 2, "175665.68", "35133.14", "3513.31")] // 20 % and 2 % for the fund against poverty
    [InlineData(18, "50", null, 2, "76121.79", "13701.92", "1522.44")]
    public void The_tax_that_is_due_is_part_of_its_own_base(
        int rate, string reduction, string? burden, int fecp, string taxBase, string tax, string fund)
    {
        var terms = new IcmsTerms
        {
            Rate = burden is null ? rate : null, BaseReduction = Number(reduction),
            EffectiveRate = burden is null ? null : Number(burden), Fecp = fecp,
        };

        var estimate = Estimate(terms);

        Assert.Equal(
            (Number(taxBase), Number(tax), Number(fund)), (estimate.Totals.IcmsBase, estimate.Totals.Icms, estimate.Totals.Fecp));
        Assert.Contains(estimate.Notes, note => note.Contains("confirme a forma de cálculo da sua UF", StringComparison.Ordinal));
        Assert.Equal(37_019.23m + Number(tax) + Number(fund), estimate.Totals.Total);
    }

    [Fact]
    public void An_items_own_terms_stand_before_those_of_the_declaration()
    {
        var plain = Estimate(new IcmsTerms());
        var own = Estimate(new IcmsTerms { Rate = 4m, Deferral = 50m });

        Assert.Equal(18m, plain.Items[0].Steps.Single(step => step.Tax == "icms").Rate!.Value.Percent);
        Assert.Equal(5_709.13m, own.Totals.Icms);
        Assert.Equal(2_854.57m, own.Totals.IcmsDeferred);
    }

    [Fact]
    public void A_burden_of_the_whole_base_is_asked_about()
    {
        var estimate = Estimate(new IcmsTerms { Rate = 99m, Fecp = 1m });

        Assert.Null(estimate.Totals.Total);
        Assert.Contains("somam 100%", Assert.Single(estimate.Missing).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_items_of_one_declaration_have_each_their_own()
    {
        var item = Item(new IcmsTerms { Rate = 12m });
        var estimate = Estimate(new ImportDeclaration(Day, TransportMode.Air, [item, item with { Icms = new IcmsTerms { Rate = 25m } }]));

        Assert.Equal([12m, 25m], estimate.Items.Select(one => one.Steps.Single(step => step.Tax == "icms").Rate!.Value.Percent!.Value));
    }

    private static readonly DateOnly Day = new(2026, 11, 20);

    private static ImportItem Item(IcmsTerms terms) => new("85322410")
    {
        CustomsValue = 100_000m, CofinsAddition = false, Icms = terms,
        Rates = new GivenRates { Ii = Rate.FromPercent(14m), Ipi = Rate.FromPercent(9.75m) },
    };

    private static TaxEstimate Estimate(IcmsTerms terms) =>
        Estimate(new ImportDeclaration(Day, TransportMode.Air, [Item(terms)]) { IcmsRate = 18m });

    private static TaxEstimate Estimate(ImportDeclaration declaration) =>
        TaxEngine.Estimate(declaration, FiscalTables.LoadStarter(), new TaxRules());

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
