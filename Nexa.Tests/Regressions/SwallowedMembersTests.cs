using System.Text.Json;

namespace Nexa.Tests.Regressions;

/// <summary>Every write refuses a member that it does not know, and names the nearest one.</summary>
public sealed class SwallowedMembersTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("PATCH", "/classifications/{id}", """{"ncm":"85322410","reason":"teste","descripton":"x"}""", "description")]
    [InlineData("PUT", "/partnumbers/{part}/attributes", """{"values":[],"accept_proposal":true}""", "accept_proposals")]
    [InlineData("POST", "/importers", """{"name":"A","cnpj":"12ABC34501DE35","ufs":"SP"}""", "uf")]
    [InlineData("POST", "/taxes/estimate.xlsx", """{"date":"2026-11-20","transport_mode":"air","insurence":1,"items":[{"ncm":"85322410","fob":1}]}""",
        "insurance")]
    public async Task A_misspelt_member_is_named(string method, string path, string body, string nearest)
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"MEMBER-{Guid.NewGuid():n}");
        var part = await host.ScalarAsync("select part_number_id from classification where id = $1", id);
        path = path.Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{part}", part!.ToString(), StringComparison.Ordinal);

        var refused = await ana.SendJsonAsync(new HttpMethod(method), path, JsonSerializer.Deserialize<JsonElement>(body), 400);

        Assert.Contains($"\\u0022{nearest}\\u0022", JsonSerializer.Serialize(refused), StringComparison.Ordinal);
    }
}
