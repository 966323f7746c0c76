using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Nexa.Api.Features.Taxes;
using Nexa.Tests.Hosting;

namespace Nexa.Tests.Fiscal;

/// <summary>One API over the starter tables for all tests of the class.</summary>
public sealed class FiscalApi(Servers servers) : IAsyncLifetime
{
    private WebApplicationFactory<EstimateTaxes>? _api;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await servers.CreateDatabaseAsync();
        var redis = await servers.RedisAsync(nameof(FiscalApi));
        _api = new WebApplicationFactory<EstimateTaxes>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:nexadb", database).UseSetting("ConnectionStrings:redis", redis);
            host.UseSetting("Nexa:AllowAnonymous", "true").UseSetting("Fiscal:Taxes:Icms:SC:0:Percent", "17").UseSetting("Fiscal:Taxes:Icms:SC:0:Act", "configurado");
        });
        Client = _api.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (_api?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

public sealed class FiscalApiTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    private readonly HttpClient _client = api.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vector_a_over_http()
    {
        var answer = await EstimateAsync("""
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
        var answer = await EstimateAsync("""{"date":"2026-11-24","transport_mode":"air","items":[{"ncm":"99999999","customs_value":100}]}""");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("totals").GetProperty("total").ValueKind);
        Assert.Equal(["ii", "ipi", "icms"], answer.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("tax").GetString()));
        Assert.Equal("UNKNOWN", answer.GetProperty("items")[0].GetProperty("steps")[0].GetProperty("rate").GetString());
        Assert.Contains("não existe na NCM", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Icms_comes_from_the_configuration_of_the_state()
    {
        const string Request = """{"date":"2026-11-24","uf":"sc","transport_mode":"air","items":[{"ncm":"85322410","customs_value":100,"rates":{"ii":0,"ipi":"NT"}}]}""";
        var answer = await EstimateAsync(Request);

        Assert.Equal(0, answer.GetProperty("missing").GetArrayLength());
        Assert.Contains("configuration", answer.GetProperty("items")[0].GetProperty("steps").ToString(), StringComparison.Ordinal);
        Assert.Equal("icms", (await EstimateAsync(Request.Replace("\"sc\"", "\"ac\"", StringComparison.Ordinal))).GetProperty("missing")[0].GetProperty("tax").GetString());
    }

    [Fact]
    public async Task Years_stand_beside_each_other_on_request()
    {
        var answer = await EstimateAsync("""
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
    [InlineData("""{"transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1}]}""", "date")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"boat","items":[{"ncm":"85322410","customs_value":1}]}""", "transport_mode")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[]}""", "items")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"8532","customs_value":1}]}""", "items[0].ncm")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410"}]}""", "items[0].customs_value")]
    [InlineData("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1,"addition":"1"},{"ncm":"85322110","customs_value":1,"addition":"1"}]}""", "items[1].addition")]
    public async Task Invalid_requests_name_the_field(string request, string field)
    {
        using var response = await PostAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_rate_that_is_no_rate_is_a_bad_request()
    {
        using var response = await PostAsync("""{"date":"2026-11-24","transport_mode":"sea","items":[{"ncm":"85322410","customs_value":1,"rates":{"ii":-1}}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("capacitor ceramico multicamada", "8532.24")]
    [InlineData("SMD resistor", "8533.21.20")]
    [InlineData("8532.24", "8532.24")]
    [InlineData("microcontrolador", "8542.31")]
    [InlineData("resistencia fija", "8533")]
    public async Task Look_up_finds_the_heading_among_the_first_five(string search, string code)
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>($"/ncm?search={Uri.EscapeDataString(search)}", Ct);

        var first = answer.GetProperty("results").EnumerateArray().Take(5).Select(hit => hit.GetProperty("code").GetString()!).ToArray();
        Assert.True(Array.Exists(first, found => found.StartsWith(code, StringComparison.Ordinal)), string.Join(", ", first));
    }

    [Fact]
    public async Task A_code_is_shown_with_its_hierarchy_rates_and_validity()
    {
        var view = await _client.GetFromJsonAsync<JsonElement>("/ncm/8532.24.10?on=2026-11-24", Ct);

        Assert.True(view.GetProperty("in_force").GetBoolean());
        Assert.Equal("8532.24.10", view.GetProperty("code").GetString());
        Assert.Equal("85", view.GetProperty("lineage")[0].GetProperty("code").GetString());
        Assert.NotEqual("UNKNOWN", view.GetProperty("rates").GetProperty("ipi").GetProperty("rate").ToString());
        Assert.Equal(JsonValueKind.Null, view.GetProperty("valid_to").ValueKind);

        var heading = await _client.GetFromJsonAsync<JsonElement>("/ncm/8532", Ct);
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
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(status, response.StatusCode);
    }

    private async Task<JsonElement> EstimateAsync(string request)
    {
        using var response = await PostAsync(request);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private Task<HttpResponseMessage> PostAsync(string request) =>
        _client.PostAsync(new Uri("/taxes/estimate", UriKind.Relative), new StringContent(request, System.Text.Encoding.UTF8, "application/json"), Ct);
}
