using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

/// <summary>Decreto 11.158/2022 has held since 1 August 2022, whatever the day of the first edition that was imported.</summary>
public sealed class TipiSinceDecreeTests
{
    private static readonly DateOnly First = new(2025, 9, 23);
    private static readonly FiscalTables Tables = new(
        Guid.Empty, "", First,
        new NcmTable(
            [Node("11111111", new DateOnly(2022, 4, 1)), Node("22222222", new DateOnly(2024, 4, 1)),
                Node("33333333", new DateOnly(2022, 4, 1))]),
        [Line("11111111", First), Line("22222222", First), Line("33333333", new DateOnly(2026, 1, 30))], []);

    [Theory]
    [InlineData("11111111", "2025-09-23", true)]
    [InlineData("11111111", "2022-08-01", true)]
    [InlineData("11111111", "2022-07-31", false)]
    [InlineData("22222222", "2024-04-01", true)]
    [InlineData("22222222", "2024-03-31", false)] // the code did not exist
    [InlineData("33333333", "2025-12-01", false)] // the first edition did not have it
    [InlineData("33333333", "2026-01-30", true)]
    public void Rates_hold_since_the_decree_where_the_first_edition_has_them(string code, string on, bool known) =>
        Assert.Equal(known, Tables.FindIpi(code, null, DateOnly.Parse(on, null)).Rate.IsKnown);

    [Fact]
    public void The_basis_says_that_an_edition_speaks_for_an_earlier_day() =>
        Assert.Contains("edição de 23/09/2025", Tables.FindIpi("11111111", null, new DateOnly(2024, 1, 1)).Basis, StringComparison.Ordinal);

    private static NcmNode Node(string code, DateOnly from) => new(code, "texto", from, NcmNode.Open, null);

    private static TipiRate Line(string code, DateOnly from) =>
        new(code, null, Rate.FromPercent(5m), null, from, NcmNode.Open, "Decreto 11.158/2022");
}
