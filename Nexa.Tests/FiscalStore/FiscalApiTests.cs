using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

public sealed class FiscalApiTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    private readonly HttpClient client = api.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vector_a_over_http()
    {
        var answer = await client.EstimateAsync("""
            {"date":"2026-11-24","icms_rate":18,"transport_mode":"sea","freight":8000,
             "items":[{"ncm":"8532.24.10","customs_value":100000,"rates":{"ii":14,"ipi":9.75}}]}
            """);

        var totals = answer.GetProperty("totals");
        Assert.Equal(67_877.11m, totals.GetProperty("total").GetDecimal());
        Assert.Equal(30_217.88m, totals.GetProperty("icms").GetDecimal());
        Assert.Equal(0, answer.GetProperty("missing").GetArrayLength());
        var item = answer.GetProperty("items")[0];
        Assert.Equal(14_000m, item.GetProperty("ii").GetDecimal());
        var step = item.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("tax").GetString() == "ii");
        Assert.Equal("caller", step.GetProperty("source").GetString());
        Assert.Equal(14m, step.GetProperty("rate").GetDecimal());
        Assert.Equal(100_000m, step.GetProperty("base").GetDecimal());
    }

    [Fact]
    public async Task Unknown_rates_block_the_total_and_are_named()
    {
        var answer =
            await client.EstimateAsync(
                """{"date":"2026-11-24","transport_mode":"air","items":[{"ncm":"99999999","customs_value":100}]}""");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
        Assert.Equal(["ii", "ipi", "icms"], answer.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("tax").GetString()));
        Assert.Equal("UNKNOWN", answer.GetProperty("items")[0].GetProperty("steps")[0].GetProperty("rate").GetString());
        Assert.Contains("não existe na NCM", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Icms_of_a_state_that_nobody_has_loaded_is_unknown()
    {
        var answer =
            await client.EstimateAsync(
                """
                {"date":"2026-11-24","uf":"ac","transport_mode":"air","items":[{"ncm":"85322410","customs_value":100,"rates":{"ii":0,
                "ipi":"NT"}}]}
                """);

        var missing = Assert.Single(answer.GetProperty("missing").EnumerateArray());
        Assert.Equal("icms", missing.GetProperty("tax").GetString());
        Assert.Contains("em AC não consta das tabelas", missing.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
    }

    [Fact]
    public async Task Years_stand_beside_each_other_on_request()
    {
        var answer = await client.EstimateAsync("""
            {"date":"2026-11-24","uf":"SP","icms_rate":18,"transport_mode":"sea","freight":8000,"side_by_side":true,
             "items":[{"ncm":"85322410","customs_value":100000,"rates":{"ii":14,"ipi":9.75},"rates2027":{"ipi":0,"cbs":8.7}}]}
            """);

        var years = answer.GetProperty("side_by_side");
        Assert.Equal(67_877.11m, years[0].GetProperty("totals").GetProperty("total").GetDecimal());
        Assert.Equal("2027-11-24", years[1].GetProperty("date").GetString());
        Assert.Equal(9_987.10m, years[1].GetProperty("totals").GetProperty("cbs").GetDecimal());
        Assert.Equal(27_416.22m, years[1].GetProperty("totals").GetProperty("icms").GetDecimal());
    }

    [Theory]
    [InlineData("\"cofins_addition\":true", "cofins", "10250.00")]
    [InlineData("\"cofins_addition\":true", "icms", "30349.59")]
    [InlineData("\"cofins_addition\":true", "icms_base", "168608.82")]
    [InlineData("\"rates\":{\"ii\":0,\"ipi\":9.75}", "ipi", "9750.00")]
    [InlineData("\"rates\":{\"ii\":0,\"ipi\":9.75}", "icms_base", "149139.30")]
    [InlineData("\"rates\":{\"ii\":0,\"ipi\":9.75}", "icms", "26845.07")]
    [InlineData("\"rates\":{\"ii\":0,\"ipi\":9.75}", "total", "49139.30")]
    [InlineData("\"rates\":{\"ii\":14,\"ipi\":\"NT\"}", "ipi", "0")]
    [InlineData("\"rates\":{\"ii\":14,\"ipi\":9.75,\"cofins\":14.37,\"pis\":3.12}", "pis", "3120.00")]
    public async Task Vectors_b_and_c_and_rates_of_the_caller_over_http(string item, string tax, string amount)
    {
        var rates = item.Contains("rates", StringComparison.Ordinal) ? "" : ",\"rates\":{\"ii\":14,\"ipi\":9.75}";
        var answer =
            await client.EstimateAsync(
                $$"""
                {"date":"2026-11-24","icms_rate":18,"transport_mode":"sea","freight":8000,"items":[{"ncm":"85322410",
                "customs_value":100000,{{item}}{{rates}}}]}
                """);

        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture),
            answer.GetProperty("totals").GetProperty(tax).GetDecimal());
    }

    [Theory]
    [InlineData(1, "154.23")]
    [InlineData(3, "223.64")]
    [InlineData(11, "416.46")]
    [InlineData(51, "790.40")]
    [InlineData(60, "825.14")]
    public async Task Siscomex_over_http_by_items_and_by_declared_additions(int additions, string fee)
    {
        var item = """{"ncm":"85322410","customs_value":100,"rates":{"ii":0,"ipi":0}}""";
        var bySize =
            await client.EstimateAsync(
                $$"""
                {"date":"2026-11-24","icms_rate":18,"transport_mode":"air",
                "items":[{{string.Join(',', Enumerable.Repeat(item, additions))}}]}
                """);
        var declared =
            await client.EstimateAsync(
                $$"""{"date":"2026-11-24","icms_rate":18,"transport_mode":"road","additions":{{additions}},"items":[{{item}}]}""");

        var expected = decimal.Parse(fee, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            (expected, expected),
            (bySize.GetProperty("totals").GetProperty("siscomex").GetDecimal(),
                declared.GetProperty("totals").GetProperty("siscomex").GetDecimal()));
        Assert.Equal(0m, declared.GetProperty("totals").GetProperty("afrmm").GetDecimal());
    }

    [Fact]
    public async Task A_key_that_looks_like_a_position_joins_no_other_item()
    {
        var answer = await client.EstimateAsync("""
            {"date":"2026-11-24","icms_rate":18,"transport_mode":"air","items":[{"ncm":"85322410","addition":"#2","customs_value":100,
            "rates":{"ii":0,"ipi":0}},{"ncm":"85423190","customs_value":100,"rates":{"ii":10,"ipi":0}}]}
            """);

        Assert.Equal(10m, answer.GetProperty("totals").GetProperty("ii").GetDecimal());
        Assert.Equal(192.79m, answer.GetProperty("totals").GetProperty("siscomex").GetDecimal());
    }

    [Theory]
    [InlineData("capacitor ceramico multicamada", "8532.24")]
    [InlineData("SMD resistor", "8533.21.20")]
    [InlineData("8532.24", "8532.24")]
    [InlineData("microcontrolador", "8542.31")]
    [InlineData("resistencia fija", "8533")]
    public async Task Look_up_finds_the_heading_among_the_first_five(string search, string code)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/ncm?search={Uri.EscapeDataString(search)}", Ct);

        var first = answer.GetProperty("results").EnumerateArray().Take(5).Select(hit => hit.GetProperty("code").GetString()!).ToArray();
        Assert.True(Array.Exists(first, found => found.StartsWith(code, StringComparison.Ordinal)), string.Join(", ", first));
    }

    [Theory]
    [InlineData("HTS 8532.24.0020", "8532.24", "8532.24.0020 é um código de outro país")]
    [InlineData("HS 8532.24.99", "8532.24.99", "o mais próximo é 8532.24")]
    [InlineData("código 8532.24", "8532.24", null)]
    [InlineData("NCM 6109.10.00", "6109.10.00", "não consta das tabelas")]
    public async Task Look_up_says_which_code_it_read_in_a_phrase(string search, string code, string? note)
    {
        var read = (await client.GetFromJsonAsync<JsonElement>($"/ncm?search={Uri.EscapeDataString(search)}", Ct)).GetProperty("code");

        Assert.Equal(code, read.GetProperty("code").GetString());
        Assert.Equal(note is null, read.GetProperty("note").ValueKind is JsonValueKind.Null);
        Assert.Contains(note ?? "", read.GetProperty("note").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_shown_with_its_hierarchy_rates_and_validity()
    {
        var view = await client.GetFromJsonAsync<JsonElement>("/ncm/8532.24.10?on=2026-11-24", Ct);

        Assert.True(view.GetProperty("in_force").GetBoolean());
        Assert.Equal("8532.24.10", view.GetProperty("code").GetString());
        Assert.Equal("85", view.GetProperty("lineage")[0].GetProperty("code").GetString());
        Assert.NotEqual("UNKNOWN", view.GetProperty("rates").GetProperty("ipi").GetProperty("rate").ToString());
        Assert.Equal(JsonValueKind.Null, view.GetProperty("valid_to").ValueKind);

        var heading = await client.GetFromJsonAsync<JsonElement>("/ncm/8532", Ct);
        Assert.NotEqual(0, heading.GetProperty("children").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, heading.GetProperty("rates").ValueKind);
    }

    [Theory]
    [InlineData("/ncm/99999999", HttpStatusCode.NotFound)]
    [InlineData("/ncm/853", HttpStatusCode.BadRequest)]
    [InlineData("/ncm/capacitor", HttpStatusCode.BadRequest)]
    [InlineData("/ncm/85322410?on=amanha", HttpStatusCode.BadRequest)]
    [InlineData("/ncm", HttpStatusCode.OK)]
    public async Task Odd_look_ups_are_answered(string path, HttpStatusCode status)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(status, response.StatusCode);
    }
}
