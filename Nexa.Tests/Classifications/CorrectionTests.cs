using System.Net;
using System.Text.Json;
using Nexa.Core.Data;

namespace Nexa.Tests.Classifications;

/// <summary>A corrected classification speaks for its own code.</summary>
public sealed class CorrectionTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string Reasoned = """
        {"rates":{"ii":{"rate":4},"ipi":{"rate":6.5}},"evidence":[{"field":"product","value":"capacitor"}],
         "rationale":[{"rule":"RGI 1","code":"8532","reason":"É um capacitor."}],"alternatives":[{"ncm":"85322410"}]}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_corrected_code_has_its_own_rates_and_basis_and_the_persons_reason()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("COR-TRANSISTOR", "85322200", confidence: 0.9);
        await host.ExecuteAsync("update classification set result = result || $2 where id = $1", id, SqlValue.Jsonb(Reasoned));

        var made =
            await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "8541.21.20", reason = "É um transistor." });

        var detail = await ana.GetJsonAsync($"/classifications/{made.GetProperty("classification").Id("id")}");
        var result = detail.GetProperty("result");
        Assert.Equal(7.2m, result.GetProperty("rates").GetProperty("ii").GetProperty("rate").GetDecimal());
        Assert.Equal(1.3m, result.GetProperty("rates").GetProperty("ipi").GetProperty("rate").GetDecimal());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("rates").GetProperty("ipi").GetProperty("to").ValueKind);
        Assert.Equal("É um transistor.", Assert.Single(result.GetProperty("rationale").EnumerateArray()).Text("reason"));
        Assert.False(result.TryGetProperty("evidence", out _) || result.TryGetProperty("alternatives", out _));
        Assert.Equal("85322200", result.GetProperty("proposal").Text("ncm"));
        Assert.Equal(6.5m, result.GetProperty("proposal").GetProperty("rates").GetProperty("ipi").GetProperty("rate").GetDecimal());
        Assert.Equal(7.2m + 1.39m + 2.1m + 9.65m, detail.GetProperty("classification").GetProperty("tax_at_stake").GetDecimal());
    }

    [Theory]
    [InlineData("{\"pais\":\"Chinaa\",\"reason\":\"teste\"}", "pais")]
    [InlineData("{\"pais\":\"cn\",\"reason\":\"teste\"}", "pais")]
    [InlineData("{\"nve\":\"xx-qualquer\",\"reason\":\"teste\"}", "nve")]
    [InlineData("{\"nve\":\"AA001\",\"reason\":\"teste\"}", "nve")]
    public async Task Country_and_nve_of_a_correction_have_their_form(string correction, string field)
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"COR-{Guid.NewGuid():n}"[..12]);

        var refused =
            await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", JsonSerializer.Deserialize<JsonElement>(correction), 400);

        Assert.Contains(refused.GetProperty("errors").EnumerateObject(), error => error.Name == field);
        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { pais = "CN", nve = "AA0001, AB0002", reason = "teste" });
    }

    [Fact]
    public async Task A_second_approval_is_no_new_decision()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("COR-TWICE");

        var first = await ana.PostAsync($"/classifications/{id}/approve");
        var second = await ana.PostAsync($"/classifications/{id}/approve");

        Assert.Equal(first.Id("decision_id"), second.Id("decision_id"));
        await ana.PostAsync($"/decisions/{first.Id("decision_id")}/undo");
        Assert.Null(await host.ScalarAsync("select approved_at from classification where id = $1", id) as DateTime?);
        Assert.NotEqual(first.Id("decision_id"), (await ana.PostAsync($"/classifications/{id}/approve")).Id("decision_id"));
    }

    [Theory]
    [InlineData("not-goods", "NOTGOODS")]
    [InlineData("reject", "REJECTED")]
    public async Task An_item_without_a_code_can_leave_the_queue_and_come_back(string action, string state)
    {
        var ana = host.As(AnalystHost.Ana);
        var (id, item) = await ProposalAsync();

        var made = await ana.PostAsync($"/review/{item}/{action}", new { reason = "frete internacional" });

        Assert.Equal(state, (await ana.GetJsonAsync($"/review/{item}")).Text("state"));
        await ana.PostAsync($"/decisions/{made.Id("decision_id")}/undo");
        Assert.Equal("OPEN", (await ana.GetJsonAsync($"/review/{item}")).Text("state"));
        Assert.Equal("REJECTED", await host.ScalarAsync("select status from classification where id = $1", id));
    }

    [Fact]
    public async Task Many_lines_that_are_no_goods_leave_the_queue_at_once()
    {
        var ana = host.As(AnalystHost.Ana);
        var proposal = await ProposalAsync();
        var active = await host.ClassifiedAsync($"NOT-{Guid.NewGuid():n}"[..12], confidence: 0.5);
        var item = await host.ScalarAsync("select id from review_item where classification_id = $1", active);

        var made = await ana.PostAsync("/review/bulk", new
        {
            decisions =
                new object[] { new { id = proposal.Item, action = "not_goods" },
                    new { id = item, action = "not_goods", reason = "ferramental" } },
        });

        Assert.Equal((2, 0), (made.GetProperty("done").GetInt32(), made.GetProperty("failed").GetInt32()));
        Assert.Equal("REJECTED", await host.ScalarAsync("select status from classification where id = $1", active));
        await ana.PostAsync($"/review/bulk/{made.Id("batch_id")}/undo");
        Assert.Equal("ACTIVE", await host.ScalarAsync("select status from classification where id = $1", active));
        Assert.Equal("REJECTED", await host.ScalarAsync("select status from classification where id = $1", proposal.Id));
    }

    [Fact]
    public async Task What_has_no_code_is_not_approved()
    {
        var (_, item) = await ProposalAsync();

        using var response = await host.As(AnalystHost.Ana).PostAsync(new Uri($"/review/{item}/approve", UriKind.Relative), null, Ct);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.DoesNotContain("REJECTED", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>An answer without a code, which the gate kept back.</summary>
    private async Task<(Guid Id, Guid Item)> ProposalAsync()
    {
        var id = await host.ClassifiedAsync($"FRETE-{Guid.NewGuid():n}"[..14], ncm: null, confidence: 0.1);
        await host.ExecuteAsync(
            "update classification set status = 'REJECTED', needs_review = true, review_reason = 'Não foi possível chegar a um código "
            + "NCM.' where id = $1", id);
        await host.EnlistAsync(id, sample: 0);
        return (id, (Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1", id))!);
    }
}
