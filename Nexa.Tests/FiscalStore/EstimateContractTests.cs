using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

/// <summary>Nothing of a request is swallowed or combined in silence: it is refused with its field, or noted.</summary>
public sealed class EstimateContractTests(FiscalApi api) : IClassFixture<FiscalApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"date":"2026-11-20","transport_mode":"air","freigth":800,"items":[{"ncm":"85322410","fob":1}]}""", "freigth", "freight")]
    [InlineData("""{"date":"2026-11-20","transport_mode":"air","items":[{"ncm":"85322410","fob":1,"netweight":2}]}""", "items[0].netweight",
        "net_weight")]
    [InlineData("""{"date":"2026-11-20","transport_mode":"air","items":[{"ncm":"85322410","fob":1,"rates":{"ipy":2}}]}""",
        "items[0].rates.ipy", "ipi")]
    [InlineData(
        """{"date":"2026-11-20","transport_mode":"air","qualquer_coisa":1,"items":[{"ncm":"85322410","fob":1}]}""", "qualquer_coisa", null)]
    public async Task Unknown_members_are_refused_by_name_with_the_nearest_known_one(string request, string field, string? nearest)
    {
        var problem = await RefusedAsync(request);

        var message = problem.GetProperty("errors").GetProperty(field)[0].GetString()!;
        Assert.Contains("não é reconhecido", message, StringComparison.Ordinal);
        Assert.Equal(nearest is not null, message.Contains($"\"{nearest}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_members_of_other_writes_are_refused_too()
    {
        using var response =
            await api.Client.PostAsJsonAsync("/classify-partnumber", new { partnumber = "CL10C330JB8NNNC", manufaturer = "Samsung" }, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("manufacturer", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"uf\":\"XX\",\"items\":[{\"ncm\":\"85322410\",\"fob\":1}]", "uf")]
    [InlineData("\"exchange_rate\":5,\"items\":[{\"ncm\":\"85322410\",\"customs_value\":1}]", "exchange_rate")]
    [InlineData("\"items\":[{\"ncm\":\"85322410\",\"fob\":1,\"rates2027\":{\"ipi\":0}}]", "items[0].rates2027")]
    [InlineData("\"side_by_side\":true,\"items\":[{\"ncm\":\"85322410\",\"fob\":1,\"rates2026\":{\"ipi\":0}}]", "items[0].rates2026")]
    public async Task What_does_not_go_together_is_refused_with_its_field(string rest, string field)
    {
        var problem = await RefusedAsync($$"""{"date":"2026-11-20","transport_mode":"air",{{rest}}}""");

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData(
        """{"date":"2026-11-20","transport_mode":"air","items":[{"ncm":"85322410","fob":10}]}""", "O frete e o seguro internacionais")]
    [InlineData("""{"date":"2026-11-20","transport_mode":"air","freight":1,"items":[{"ncm":"85322410","fob":10}]}""",
        "O seguro internacional integra")]
    [InlineData("""{"date":"2026-11-20","transport_mode":"air","freight":1,"items":[{"ncm":"85322410","customs_value":10}]}""",
        "já inclui ajustes, frete e seguro")]
    [InlineData("""{"date":"2027-03-01","transport_mode":"air","items":[{"ncm":"85322410","customs_value":10,"rates":{"pis":2.1}}]}""",
        "extinguem-se em 31/12/2026")]
    [InlineData("""{"date":"2025-03-01","transport_mode":"air","items":[{"ncm":"85322410","customs_value":10,"rates":{"cbs":2.1}}]}""",
        "CBS, IBS estadual")]
    public async Task What_an_analyst_should_know_is_noted(string request, string note)
    {
        var answer = await api.Client.EstimateAsync(request);

        Assert.Contains(
            note, string.Join('\n', answer.GetProperty("notes").EnumerateArray().Select(n => n.GetString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_belong_to_the_year_of_the_date()
    {
        var answer = await api.Client.EstimateAsync("""
            {"date":"2027-01-10","uf":"SP","icms_rate":18,"transport_mode":"air","side_by_side":true,"items":[
              {"ncm":"85322410","customs_value":1000,"rates":{"ii":14,"ipi":0,"cbs":8.7},"rates2026":{"ipi":9.75},"cofins_addition":false}]}
            """);

        var (year2026, year2027) =
            (answer.GetProperty("side_by_side")[0].GetProperty("totals"), answer.GetProperty("side_by_side")[1].GetProperty("totals"));
        Assert.Equal(111.15m, year2026.GetProperty("ipi").GetDecimal());
        Assert.Equal(140m, year2026.GetProperty("ii").GetDecimal());
        Assert.Equal(0m, year2027.GetProperty("ipi").GetDecimal());
        Assert.Equal(answer.GetProperty("totals").ToString(), year2027.ToString());
    }

    private async Task<JsonElement> RefusedAsync(string request)
    {
        using var response = await api.Client.EstimateResponseAsync(request);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
