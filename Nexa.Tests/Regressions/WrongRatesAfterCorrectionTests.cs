using System.Text.Json;
using Nexa.Core.Data;

namespace Nexa.Tests.Regressions;

/// <summary>A corrected classification has the rates of its own code, whichever way the correction came.</summary>
public sealed class WrongRatesAfterCorrectionTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string OldBasis = """
        {"rates":{"ii":{"rate":99},"ipi":{"rate":98}},"evidence":[{"field":"product","value":"antigo"}],
         "rationale":[{"rule":"RGI 1","code":"8532","reason":"Raciocínio antigo."}],"alternatives":[{"ncm":"85322410"}]}
        """;

    [Theory]
    [InlineData("direct", "85322200", "8533.21.20")]
    [InlineData("item", "85411011", "85369090")]
    [InlineData("bulk", "85365090", "8542.31.90")]
    public async Task The_new_code_speaks_for_itself(string way, string from, string to)
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"RATES-{way}", from);
        await host.ExecuteAsync("update classification set result = result || $2 where id = $1", id, SqlValue.Jsonb(OldBasis));
        var correction = new { ncm = to, reason = "Conferido na ficha técnica." };

        await (way switch
        {
            "direct" => ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", correction),
            "item" => ana.PostAsync($"/review/{await FindItemAsync(id)}/correct", correction),
            _ => ana.PostAsync("/review/bulk", new { decisions = new[] { new { id = await FindItemAsync(id), action = "correct", correction } } }),
        });

        var version = (await ana.GetJsonAsync($"/history?partnumber=RATES-{way}&status=ACTIVE")).GetProperty("items")[0];
        var result = (await ana.GetJsonAsync($"/classifications/{version.Id("id")}")).GetProperty("result");
        var code = (await ana.GetJsonAsync($"/ncm/{to}")).GetProperty("rates");
        Assert.Equal((ReadRate(code, "ii"), ReadRate(code, "ipi")),
            (ReadRate(result.GetProperty("rates"), "ii"), ReadRate(result.GetProperty("rates"), "ipi")));
        Assert.Equal("Conferido na ficha técnica.", Assert.Single(result.GetProperty("rationale").EnumerateArray()).Text("reason"));
        Assert.DoesNotContain("antigo", result.GetProperty("rationale").ToString(), StringComparison.Ordinal);
        Assert.Equal(99, result.GetProperty("proposal").GetProperty("rates").GetProperty("ii").GetProperty("rate").GetInt32());
    }

    private static string ReadRate(JsonElement rates, string tax) => rates.GetProperty(tax).GetProperty("rate").ToString();

    private Task<object?> FindItemAsync(Guid classification) =>
        host.ScalarAsync("select id from review_item where classification_id = $1", classification);
}
