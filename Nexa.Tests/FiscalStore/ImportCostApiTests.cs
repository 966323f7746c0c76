using System.Net;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

/// <summary>Incoterm, currencies, units, benefits and origin over HTTP: what contradicts is refused, what only the importer knows is asked.
/// </summary>
public sealed class ImportCostApiTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    private const string Cif = "\"transport_mode\":\"air\",\"incoterm\":\"CIF\",\"exchange_rate\":5.4321";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Cif + ",\"freight\":10", "{\"price\":100}", "freight")]
    [InlineData(Cif, "{\"price\":100,\"freight\":1}", "freight")]
    [InlineData(Cif + ",\"insurance\":10", "{\"price\":100}", "insurance")]
    [InlineData(Cif, "{\"fob\":100}", "items[0].fob")]
    [InlineData("\"transport_mode\":\"air\",\"incoterm\":\"CIF\"", "{\"customs_value\":100}", "items[0].customs_value")]
    [InlineData("\"transport_mode\":\"air\"", "{\"price\":100}", "items[0].price")]
    [InlineData("\"transport_mode\":\"air\",\"incoterm\":\"FOB\",\"freight_in_price\":5,\"freight\":5", "{\"price\":100}",
        "freight_in_price")]
    [InlineData("\"transport_mode\":\"air\",\"incoterm\":\"XYZ\"", "{\"price\":100}", "incoterm")]
    [InlineData("\"transport_mode\":\"air\",\"currency\":\"US$\"", "{\"fob\":100}", "currency")]
    [InlineData("\"transport_mode\":\"air\",\"currency\":\"BRL\",\"exchange_rate\":5", "{\"fob\":100}", "exchange_rate")]
    [InlineData(
        "\"transport_mode\":\"air\",\"currency\":\"USD\",\"exchange_rate\":5,\"exchange_rates\":[{\"currency\":\"EUR\",\"rate\":6}]",
        "{\"fob\":100}", "exchange_rates[0].currency")]
    [InlineData("\"transport_mode\":\"air\",\"exchange_rate\":5", "{\"fob\":100,\"currency\":\"EUR\"}", "currency")]
    [InlineData("\"transport_mode\":\"air\",\"afrmm_exemption\":\"ACE 18\"", "{\"customs_value\":100}", "afrmm_exemption")]
    [InlineData("\"transport_mode\":\"air\"", "{\"customs_value\":100,\"unit\":\"UN\"}", "items[0].quantity")]
    [InlineData("\"transport_mode\":\"air\"", "{\"customs_value\":100,\"icms\":{\"rate\":18,\"effective_rate\":8.8}}",
        "items[0].icms.effective_rate")]
    [InlineData("\"transport_mode\":\"air\"", "{\"customs_value\":100,\"icms\":{\"base_reducton\":18}}", "items[0].icms.base_reducton")]
    [InlineData("\"transport_mode\":\"air\"",
        "{\"customs_value\":100,\"rates\":{\"ii\":2},\"preference\":{\"agreement\":\"ACE 18\",\"margin\":100}}", "items[0].preference")]
    [InlineData("\"transport_mode\":\"air\"", "{\"customs_value\":100,\"preference\":{\"agreement\":\"ACE 18\"}}",
        "items[0].preference.margin")]
    [InlineData("\"transport_mode\":\"air\"", "{\"customs_value\":100,\"ii_by_unit\":{\"unit\":\"kg\",\"amount_per_unit\":1}}",
        "items[0].ii_by_unit.quantity")]
    [InlineData("\"transport_mode\":\"air\",\"tax_regime\":\"lucro\"", "{\"customs_value\":100}", "tax_regime")]
    public async Task What_contradicts_is_refused_with_its_field(string declaration, string item, string field)
    {
        using var response = await api.Client.EstimateResponseAsync(Request(declaration, item));
        var text = await response.Content.ReadAsStringAsync(Ct);

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest, text);
        Assert.Equal(field, Assert.Single(JsonSerializer.Deserialize<JsonElement>(text).GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_price_that_includes_freight_and_insurance_is_the_customs_value()
    {
        var answer = await api.Client.EstimateAsync(Request(Cif, """{"price":1000}"""));

        Assert.Equal(5_432.10m, answer.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        Assert.DoesNotContain("art. 77", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_without_the_freight_waits_until_it_is_stated()
    {
        var answer = await api.Client.EstimateAsync(Request("\"transport_mode\":\"air\",\"incoterm\":\"FCA\"", """{"price":1000}"""));

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
        Assert.Contains("O preço FCA não inclui o frete", answer.GetProperty("missing").ToString(), StringComparison.Ordinal);
        var stated =
            await api.Client.EstimateAsync(Request("\"transport_mode\":\"air\",\"incoterm\":\"EXW\",\"freight\":0", """{"price":1000}"""));
        Assert.Equal(1_000m, stated.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        Assert.Contains("despesas até o embarque", stated.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "freight_in_price")]
    [InlineData(",\"freight_in_price\":100", null)]
    public async Task By_sea_the_freight_within_the_price_is_the_base_of_afrmm(string more, string? asked)
    {
        var answer = await api.Client.EstimateAsync(Request(
            $"\"transport_mode\":\"sea\",\"incoterm\":\"CFR\",\"insurance\":0,\"exchange_rate\":5{more}", """{"price":1000}"""));

        var afrmm = answer.GetProperty("totals").GetProperty("afrmm");
        Assert.Equal(asked is null ? "40" : "", afrmm.ToString());
        Assert.Equal(
            asked is not null, answer.GetProperty("missing").ToString().Contains("freight_in_price", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Price_freight_and_insurance_may_be_in_several_currencies()
    {
        var answer = await api.Client.EstimateAsync(Request("""
            "transport_mode":"air","currency":"EUR","exchange_rate":6.2345,"freight_currency":"USD","insurance_currency":"USD",
            "freight":200,"insurance":10,"exchange_rates":[{"currency":"USD","rate":5.4321}]
            """, """{"fob":1000}"""));

        Assert.Equal(7_375.24m, answer.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        Assert.Contains(
            "1.000 EUR + 0 EUR ajustes + 200 USD frete", answer.GetProperty("steps")[0].Text("formula"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmed_preference_takes_its_margin_off_the_duty_and_is_marked_as_the_importers()
    {
        var answer = await api.Client.EstimateAsync(Request(
            "\"transport_mode\":\"air\"",
            """{"customs_value":1000,"origin":"AR","preference":{"agreement":"ACE 18","margin":100}}"""));

        var step = answer.GetProperty("items")[0].GetProperty("steps").EnumerateArray().Single(one => one.Text("tax") == "ii");
        Assert.Equal((0m, "caller", "ACE 18"), (step.GetProperty("value").GetDecimal(), step.Text("source"), step.Text("act")));
        Assert.DoesNotContain("\"preference\"", answer.GetProperty("candidates").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AR", "sea", "preference", "afrmm_exemption")]
    [InlineData("MX", "air", "preference", null)]
    [InlineData("CN", "sea", null, null)]
    public async Task What_an_origin_may_change_is_shown_and_never_applied(string origin, string mode, string? first, string? second)
    {
        var with = await api.Client.EstimateAsync(
            Request($"\"transport_mode\":\"{mode}\",\"freight\":0", $$"""{"customs_value":1000,"origin":"{{origin}}"}"""));
        var without = await api.Client.EstimateAsync(Request($"\"transport_mode\":\"{mode}\",\"freight\":0", """{"customs_value":1000}"""));

        Assert.Equal(
            new[] { first, second }.OfType<string>(), with.GetProperty("candidates").EnumerateArray().Select(one => one.Text("kind")));
        Assert.Equal(without.GetProperty("totals").ToString(), with.GetProperty("totals").ToString());
        Assert.Contains("lista de medidas de defesa comercial não foi importada", with.GetProperty("notes").ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_act_of_an_exemption_from_afrmm_is_the_importers_to_state()
    {
        var answer = await api.Client.EstimateAsync(Request(
            "\"transport_mode\":\"sea\",\"freight\":800,\"afrmm_exemption\":\"ACE 18\"", """{"customs_value":1000,"origin":"UY"}"""));

        Assert.Equal(0m, answer.GetProperty("totals").GetProperty("afrmm").GetDecimal());
        Assert.Contains("\"act\":\"ACE 18\"", answer.GetProperty("steps").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_tells_the_cost_of_a_unit()
    {
        var answer = await api.Client.EstimateAsync(Request(
            "\"transport_mode\":\"air\",\"other_expenses\":500,\"local_expenses\":1200,\"tax_regime\":\"lucro_real\"",
            """{"customs_value":100000,"rates":{"ii":14,"ipi":9.75},"quantity":5000,"unit":"UN"}""", cofins: "true"));

        var cost = answer.GetProperty("items")[0].GetProperty("cost");
        Assert.Equal(23.290846m, cost.GetProperty("net_per_unit").GetDecimal());
        Assert.Equal(116_454.23m, answer.GetProperty("cost").GetProperty("net").GetDecimal());
        Assert.Equal(9_650m, cost.GetProperty("credits").GetProperty("cofins").GetDecimal());
    }

    private static string Request(string declaration, string item, string cofins = "false") =>
        $$"""
        {"date":"2026-11-20","uf":"SP","icms_rate":18,{{declaration}},
         "items":[{"ncm":"8532.24.10","cofins_addition":{{cofins}},{{item.Trim()[1..]}}]}
        """;
}
