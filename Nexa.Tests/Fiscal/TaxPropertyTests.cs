using CsCheck;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Tests.Fiscal;

public sealed class TaxPropertyTests
{
    private static readonly FiscalTables None = new(Guid.Empty, "", new DateOnly(2026, 1, 1), new NcmTable([]), [], []);

    private static readonly Gen<decimal> Money = Gen.Long[1, 50_000_000].Select(cents => cents / 100m);

    private static readonly Gen<decimal> Percent = Gen.Int[0, 4_000].Select(hundredths => hundredths / 100m);

    private static readonly Gen<ImportItem> Item = Gen.Select(Money, Percent, Percent, Gen.Int[0, 4])
        .Select((value, ii, ipi, addition) => new ImportItem("85322410")
    {
        CustomsValue = value,
        Addition = addition == 0 ? null : $"{addition}",
        Rates = new GivenRates { Ii = Rate.FromPercent(ii), Ipi = Rate.FromPercent(ipi) },
    });

    private static readonly Gen<ImportDeclaration> Declaration = Gen.Select(Item.Array[1, 12], Money, Percent, Gen.Enum<TransportMode>())
        .Select(
        (items, freight, icms, mode) =>
            new ImportDeclaration(new DateOnly(2026, 6, 1), mode, Align(items)) { Freight = freight, IcmsRate = icms });

    [Fact]
    public void No_amount_is_negative_and_every_total_is_known() => Declaration.Sample(declaration =>
    {
        var estimate = TaxEngine.Estimate(declaration, None, new TaxRules());

        Assert.NotNull(estimate.Totals.Total);
        Assert.All(
            estimate.Items.Select(item => item.Amounts).Append(estimate.Totals).SelectMany(Amounts), amount => Assert.True(amount >= 0m));
    });

    [Fact]
    public void Items_add_up_to_the_totals_to_the_cent() => Declaration.Sample(declaration =>
    {
        var estimate = TaxEngine.Estimate(declaration, None, new TaxRules());

        Assert.Equal(estimate.Totals, TaxAmounts.Sum([.. estimate.Items.Select(item => item.Amounts)]));
        Assert.Equal(declaration.Items.Sum(item => item.CustomsValue), estimate.Totals.CustomsValue);
    });

    [Fact]
    public void Every_amount_has_whole_cents() => Declaration.Sample(declaration => Assert.All(
        TaxEngine.Estimate(declaration, None, new TaxRules()).Items.SelectMany(item => Amounts(item.Amounts)),
        amount => Assert.Equal(Cents.Round(amount!.Value), amount)));

    [Fact]
    public void A_higher_rate_never_lowers_the_total() =>
        Gen.Select(Declaration, Percent, Gen.Int[0, 2]).Sample((declaration, more, which) =>
    {
        var higher = which == 2
            ? declaration with { IcmsRate = declaration.IcmsRate + more }
            : declaration with { Items = [.. declaration.Items.Select(item => item with { Rates = Raise(item.Rates, which, more) })] };

        Assert.True(
            TaxEngine.Estimate(higher, None, new TaxRules()).Totals.Total >= TaxEngine.Estimate(
                declaration, None, new TaxRules()).Totals.Total);
    });

    [Fact]
    public void Icms_is_inside_its_own_base() => Declaration.Sample(declaration =>
    {
        foreach (var addition in TaxEngine.Estimate(declaration, None, new TaxRules()).Items.GroupBy(
            item => item.Addition, StringComparer.Ordinal))
        {
            var sum = TaxAmounts.Sum([.. addition.Select(item => item.Amounts)]);
            var without = sum.CustomsValue + sum.Ii + sum.Ipi + sum.Pis + sum.Cofins + sum.Afrmm + sum.Siscomex;

            // Base − ICMS gives back what went in: two roundings, one cent.
            Assert.True(Math.Abs((sum.IcmsBase - sum.Icms - without)!.Value) <= 0.01m);
        }
    });

    [Fact]
    public void Shares_add_up_and_stay_within_a_cent_of_their_part() => Gen.Select(Money, Money.Array[1, 30]).Sample((total, weights) =>
    {
        var shares = Cents.Apportion(total, weights);

        Assert.Equal(total, shares.Sum());
        Assert.All(shares.Zip(weights), pair => Assert.True(Math.Abs(pair.First - total * pair.Second / weights.Sum()) < 0.01m));
    });

    // An addition has one code and one set of rates.
    private static ImportItem[] Align(ImportItem[] items) =>
        [.. items.Select(
            item => item.Addition is null ? item : item with { Rates = items.First(other => other.Addition == item.Addition).Rates })];

    private static GivenRates Raise(GivenRates rates, int which, decimal more) => which == 0
        ? rates with { Ii = Rate.FromPercent(rates.Ii!.Value.Percent!.Value + more) }
        : rates with { Ipi = Rate.FromPercent(rates.Ipi!.Value.Percent!.Value + more) };

    private static decimal?[] Amounts(TaxAmounts amounts) =>
    [
        amounts.CustomsValue, amounts.Ii, amounts.Ipi, amounts.Pis, amounts.Cofins, amounts.Is, amounts.Cbs, amounts.IbsUf, amounts.IbsMun,
        amounts.TradeDefence, amounts.Afrmm, amounts.Siscomex, amounts.IcmsBase, amounts.Icms, amounts.Total,
    ];
}
