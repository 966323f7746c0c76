using System.Globalization;

namespace Nexa.Tests.Regressions;

/// <summary>Rates that a caller gives belong to the year of the date; those of the other year are given by year.</summary>
public sealed class SideBySideYearsTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    [Theory]
    [InlineData("2026-05-05", """{"ii":10}""", """ "rates2027":{"ii":5}""", "100", "50")]
    [InlineData("2027-02-02", """{"ii":3}""", """ "rates2026":{"ii":20}""", "200", "30")]
    [InlineData("2026-12-31", """{"ii":0}""", """ "rates2027":{"ii":12.6}""", "0", "126")]
    public async Task Each_column_has_its_own(string date, string rates, string others, string in2026, string in2027)
    {
        var answer = await api.Client.EstimateAsync(
            $$"""
            {"date":"{{date}}","uf":"SP","icms_rate":18,"transport_mode":"air","side_by_side":true,"items":[
              {"ncm":"85322410","customs_value":1000,"rates":{{rates}},{{others}},"cofins_addition":false}]}
            """);

        Assert.Equal([in2026, in2027], answer.GetProperty("side_by_side").EnumerateArray()
            .Select(year => year.GetProperty("totals").GetProperty("ii").GetDecimal().ToString("0.##", CultureInfo.InvariantCulture)));
    }
}
