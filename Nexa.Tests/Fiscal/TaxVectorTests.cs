using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Tests.Fiscal;

/// <summary>Figures worked out apart from this code, to the cent.</summary>
public sealed class TaxVectorTests
{
    private static readonly TaxRates Law = FiscalTables.LoadStarter().Rates;

    private static readonly ImportDeclaration A = new(new DateOnly(2026, 11, 24), TransportMode.Sea,
        [new ImportItem("85322410") { CustomsValue = 100_000m,
            Rates = new GivenRates { Ii = Rate.FromPercent(14m), Ipi = Rate.FromPercent(9.75m) } }])
    {
        Freight = 8_000m, IcmsRate = 18m,
    };

    [Fact]
    public void A_general_regime_by_sea()
    {
        var totals = Estimate(A).Totals;

        Assert.Equal(14_000.00m, totals.Ii);
        Assert.Equal(11_115.00m, totals.Ipi);
        Assert.Equal(2_100.00m, totals.Pis);
        Assert.Equal(9_650.00m, totals.Cofins);
        Assert.Equal(640.00m, totals.Afrmm);
        Assert.Equal(154.23m, totals.Siscomex);
        Assert.Equal(167_877.11m, totals.IcmsBase);
        Assert.Equal(30_217.88m, totals.Icms);
        Assert.Equal(67_877.11m, totals.Total);
    }

    [Fact]
    public void B_with_the_addition_to_cofins()
    {
        var totals = Estimate(With(item => item with { CofinsAddition = true })).Totals;

        Assert.Equal(10_250.00m, totals.Cofins);
        Assert.Equal(168_608.82m, totals.IcmsBase);
        Assert.Equal(30_349.59m, totals.Icms);
        Assert.Equal(totals,
            Estimate(With(item => item with { Rates = item.Rates with { CofinsAdditional = Rate.FromPercent(0.6m) } })).Totals);
    }

    [Fact]
    public void C_with_an_ex_tarifario()
    {
        var totals = Estimate(With(item => item with { Rates = item.Rates with { Ii = Rate.Zero } })).Totals;

        Assert.Equal(9_750.00m, totals.Ipi);
        Assert.Equal(149_139.30m, totals.IcmsBase);
        Assert.Equal(26_845.07m, totals.Icms);
        Assert.Equal(49_139.30m, totals.Total);
    }

    [Fact]
    public void D_from_2027_with_cbs_and_ibs_inside_icms()
    {
        var totals =
            Estimate(
                With(item => item with { Rates = item.Rates with { Ipi = Rate.Zero, Cbs = Rate.FromPercent(8.7m) } }) with { Date =
                    new DateOnly(2027, 1, 4), Uf = "SP" }).Totals;

        Assert.Equal(0m, totals.Pis);
        Assert.Equal(0m, totals.Cofins);
        Assert.Equal(9_987.10m, totals.Cbs);
        Assert.Equal(57.40m, totals.IbsUf);
        Assert.Equal(57.40m, totals.IbsMun);
        Assert.Equal(152_312.35m, totals.IcmsBase);
        Assert.Equal(27_416.22m, totals.Icms);
    }

    [Theory]
    [InlineData(1, "154.23")]
    [InlineData(2, "192.79")]
    [InlineData(3, "223.64")]
    [InlineData(5, "285.34")]
    [InlineData(6, "308.48")]
    [InlineData(10, "401.04")]
    [InlineData(11, "416.46")]
    [InlineData(20, "555.24")]
    [InlineData(21, "562.95")]
    [InlineData(50, "786.54")]
    [InlineData(51, "790.40")]
    [InlineData(60, "825.14")]
    public void Siscomex_by_additions(int additions, string fee) =>
        Assert.Equal(decimal.Parse(fee, System.Globalization.CultureInfo.InvariantCulture),
            Fees.CalculateSiscomex(Law, additions, A.Date).Fee);

    [Theory]
    [InlineData(TransportMode.Air)]
    [InlineData(TransportMode.Road)]
    public void Afrmm_is_only_by_sea(TransportMode mode) => Assert.Equal(0m, Estimate(A with { Mode = mode, Freight = null }).Totals.Afrmm);

    [Fact]
    public void By_sea_without_a_freight_the_total_waits()
    {
        var estimate = Estimate(A with { Freight = null });

        Assert.Null(estimate.Totals.Total);
        Assert.Equal("afrmm", Assert.Single(estimate.Missing).Tax);
    }

    [Fact]
    public void An_unknown_rate_blocks_the_total_and_is_named()
    {
        var estimate = Estimate(With(item => item with { Rates = new GivenRates { Ipi = Rate.NotTaxed } }));

        Assert.Null(estimate.Totals.Ii);
        Assert.Null(estimate.Totals.Total);
        Assert.Equal(0m, estimate.Totals.Ipi);
        var missing = Assert.Single(estimate.Missing);
        Assert.Equal(("ii", 0), (missing.Tax, missing.Item));
    }

    [Fact]
    public void Ipi_of_2027_is_not_presumed_zero_and_cbs_waits_for_the_law()
    {
        var tables =
            new FiscalTables(Guid.Empty, "", A.Date, new NcmTable([]),
                [Tipi("11111111", Rate.FromPercent(5m)), Tipi("22222222", Rate.Zero), Tipi("33333333", Rate.NotTaxed)], []);
        var on = new DateOnly(2027, 1, 4);

        Assert.Equal(Rate.FromPercent(5m), tables.FindRates("11111111", null, on.AddDays(-4)).Ipi.Rate);
        Assert.Equal(Rate.Unknown, tables.FindRates("11111111", null, on).Ipi.Rate);
        Assert.Equal(Rate.Zero, tables.FindRates("22222222", null, on).Ipi.Rate);
        Assert.Equal(Rate.NotTaxed, tables.FindRates("33333333", null, on).Ipi.Rate);
        Assert.Equal(Rate.Unknown, Reform2027.FindCbs(tables.Rates, "11111111", on).Rate);
    }

    [Fact]
    public void Price_freight_and_insurance_become_the_customs_value()
    {
        var estimate = Estimate(A with
        {
            ExchangeRate = 5m, Freight = 1_600m, Insurance = 400m,
            Items = [A.Items[0] with { CustomsValue = null, Fob = 6_000m }, A.Items[0] with { CustomsValue = null, Fob = 12_000m }],
        });

        Assert.Equal(100_000m, estimate.Totals.CustomsValue);
        Assert.Equal(33_333.33m, estimate.Items[0].Amounts.CustomsValue);
        Assert.Equal(640m, estimate.Totals.Afrmm);
        Assert.Equal(192.79m, estimate.Totals.Siscomex);
    }

    [Theory]
    [InlineData("autopecas", 3.12)]
    [InlineData("farmacos", 2.76)]
    public void Confirmed_special_regimes_have_their_rates(string regime, double pis) =>
        Assert.Equal(Rate.FromPercent((decimal)pis), Contributions.FindPis(Law, A.Date, regime, "85322410").Rate);

    [Fact]
    public void An_unconfirmed_regime_is_unknown() =>
        Assert.False(Contributions.FindCofins(Law, A.Date, "perfumaria", "85322410").Rate.IsKnown);

    private static ImportDeclaration With(Func<ImportItem, ImportItem> change) => A with { Items = [change(A.Items[0])] };

    private static TaxEstimate Estimate(ImportDeclaration declaration) =>
        TaxEngine.Estimate(declaration, new FiscalTables(Guid.Empty, "", A.Date, new NcmTable([]), [], []), new TaxRules());

    private static TipiRate Tipi(string code, Rate rate) => new(code, null, rate, null, new DateOnly(2022, 8, 1), NcmNode.Open, null);
}
