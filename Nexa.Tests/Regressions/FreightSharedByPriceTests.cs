using System.Text.Json;

namespace Nexa.Tests.Regressions;

/// <summary>With more than one code the freight of a declaration is shared by net weight, the insurance by value.</summary>
public sealed class FreightSharedByPriceTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    [Theory]
    [InlineData("1000", "3000", "3", "1", "1085", "3055")]
    [InlineData("500", "500", "0.2", "0.8", "540", "600")]
    [InlineData("100", "300", "1", "7", "122.5", "417.5")]
    public async Task Weights_share_the_freight(string firstPrice, string secondPrice, string firstWeight, string secondWeight, string first, string second)
    {
        var answer = await api.Client.EstimateAsync(WriteRequest(firstPrice, secondPrice, firstWeight, $"\"net_weight\":{secondWeight},"));

        Assert.Equal([first, second], answer.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("customs_value").GetDecimal().ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("1000", "3000")]
    [InlineData("1", "1")]
    [InlineData("0.5", "90000")]
    public async Task A_weight_that_is_missing_is_asked_for(string firstPrice, string secondPrice)
    {
        var answer = await api.Client.EstimateAsync(WriteRequest(firstPrice, secondPrice, "2", ""));

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
        Assert.Contains("net_weight", answer.GetProperty("missing").ToString(), StringComparison.Ordinal);
    }

    private static string WriteRequest(string firstPrice, string secondPrice, string weight, string other) =>
        $$"""
        {"date":"2026-11-20","transport_mode":"air","uf":"SP","icms_rate":18,"freight":100,"insurance":40,"items":[
          {"ncm":"85322410","fob":{{firstPrice}},"net_weight":{{weight}},"cofins_addition":false},
          {"ncm":"85411011","fob":{{secondPrice}},{{other}}"cofins_addition":false}]}
        """;
}
