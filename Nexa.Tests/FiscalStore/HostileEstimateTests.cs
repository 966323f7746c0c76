using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

/// <summary>What must not be estimated, and what must be although it is strange.</summary>
public sealed class HostileEstimateTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    private readonly HttpClient client = api.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1}]}""", "date")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"boat","items":[{"ncm":"85322410","customs_value":1}]}""", "transport_mode")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[]}""", "items")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"8532","customs_value":1}]}""", "items[0].ncm")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410"}]}""", "items[0].customs_value")]
    [InlineData(
        """
        {"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1,"addition":"1"},{"ncm":"85322110",
        "customs_value":1,"addition":"1"}]}
        """, "items[1].addition")]
    public Task Invalid_requests_name_the_field(string request, string field) => AssertRefusedAsync(request, field);

    [Theory]
    [InlineData("\"rates\":{\"ii\":-1}", "items[0].rates.ii", "número de 0 a 1.000")]
    [InlineData("\"rates\":{\"ipi\":\"NaN\"}", "items[0].rates.ipi", "número de 0 a 1.000")]
    [InlineData("\"rates\":{\"ipi\":\"99999999999999999999999999\"}", "items[0].rates.ipi", "número de 0 a 1.000")]
    [InlineData("\"rates\":{\"ipi\":1e400}", "items[0].rates.ipi", "número de 0 a 1.000")]
    [InlineData("\"fob\":\"dez\"", "items[0].fob", "tipo esperado")]
    [InlineData("\"fob\":1e99", "items[0].fob", "tipo esperado")]
    [InlineData("\"fob\":[1]", "items[0].fob", "tipo esperado")]
    [InlineData("\"cofins_addition\":\"sim\"", "items[0].cofins_addition", "tipo esperado")]
    public async Task A_value_that_cannot_be_read_is_named_and_is_no_error_of_the_server(string field, string name, string message)
    {
        using var response =
            await client.EstimateResponseAsync(
                $$"""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1,{{field}}}]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Equal(name, error.Name);
        Assert.Contains(message, error.Value[0].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(api.Logs.Lines, line => line.Contains("An unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"date":""", "não é um JSON válido")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"air","items":[{"ncm":"85322410","customs_value":1,}]}""", "não é um JSON válido")]
    [InlineData("""{"date":"24/11/2026","transport_mode":"air","items":[{"ncm":"85322410","customs_value":1}]}""", "tipo esperado")]
    [InlineData("[]", "tipo esperado")]
    [InlineData("", "corpo")]
    public async Task A_body_that_cannot_be_read_says_so_in_portuguese(string body, string message)
    {
        using var response = await client.EstimateResponseAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.DoesNotContain(api.Logs.Lines, line => line.Contains("An unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[null]", "items[0]")]
    [InlineData("""[{"ncm":"85322410","customs_value":-5}]""", "items[0].customs_value")]
    [InlineData("""[{"ncm":"85322410","customs_value":99999999999999}]""", "items[0].customs_value")]
    [InlineData("""[{"ncm":"85322410","fob":10,"adjustments":-10}]""", "items[0].adjustments")]
    [InlineData("""[{"ncm":"85322410'; drop table fiscal_row; --","customs_value":1}]""", "items[0].ncm")]
    public Task An_item_that_is_out_of_bounds_is_named(string items, string field) =>
        AssertRefusedAsync($$"""{"date":"2026-11-24","transport_mode":"air","items":{{items}}}""", field);

    [Theory]
    [InlineData("exchange_rate", "0")]
    [InlineData("exchange_rate", "1e9")]
    [InlineData("icms_rate", "100")]
    public Task A_rate_of_the_declaration_that_is_out_of_bounds_is_named(string field, string value) =>
        AssertRefusedAsync(
            $$"""{"date":"2026-11-24","transport_mode":"air","{{field}}":{{value}},"items":[{"ncm":"85322410","fob":1}]}""", field);

    [Fact]
    public Task Ten_thousand_items_are_refused() => AssertRefusedAsync(WriteLargest(10_000, ""), "items");

    [Theory]
    [InlineData("")]
    [InlineData(",\"addition\":\"1\"")]
    public async Task Two_thousand_of_the_largest_items_are_summed(string more)
    {
        var answer = await client.EstimateAsync(WriteLargest(2_000, more));

        Assert.Equal(
            answer.GetProperty("totals").GetProperty("total").GetDecimal(),
            answer.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("total").GetDecimal()));
    }

    [Theory]
    [InlineData("1900-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    public async Task A_date_of_which_nothing_is_known_blocks_the_total_and_says_what_is_missing(string date)
    {
        var answer =
            await client.EstimateAsync(
                $$"""
                {"date":"{{date}}","icms_rate":18,"transport_mode":"sea","freight":10,"side_by_side":true,"items":[{"ncm":"85322410",
                "customs_value":100}]}
                """);

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
        Assert.NotEmpty(answer.GetProperty("missing").EnumerateArray());
        Assert.All(answer.GetProperty("missing").EnumerateArray(),
            missing => Assert.False(string.IsNullOrEmpty(missing.GetProperty("reason").GetString())));
    }

    private static string WriteLargest(int count, string more)
    {
        var item = $$$"""
            {"ncm":"85322410","fob":1e11,"trade_defence":1e11{{{more}}},
            "rates":{"ii":1000,"ipi":1000,"is":1000,"cbs":1000,"ibs_uf":1000,"ibs_mun":1000}}
            """;
        return $$"""
            {"date":"2027-02-01","uf":"RJ","icms_rate":99,"transport_mode":"sea","exchange_rate":10000,"freight":1e11,"insurance":1e11,
            "items":[{{string.Join(',', Enumerable.Repeat(item, count))}}]}
            """;
    }

    private async Task AssertRefusedAsync(string request, string field)
    {
        using var response = await client.EstimateResponseAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }
}
