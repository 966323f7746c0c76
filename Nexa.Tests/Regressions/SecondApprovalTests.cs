namespace Nexa.Tests.Regressions;

/// <summary>A second approval is no new decision, so that undoing goes in the order of what was decided.</summary>
public sealed class SecondApprovalTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("item", "direct")]
    [InlineData("bulk", "item")]
    [InlineData("direct", "bulk")]
    public async Task Whichever_way_it_comes(string first, string second)
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"TWICE-{first}");
        var item = await host.ScalarAsync("select id from review_item where classification_id = $1", id);

        var made = await ApproveAsync(first);
        Assert.Equal(made, await ApproveAsync(second));

        await ana.PostAsync($"/decisions/{made}/undo");
        Assert.Equal("OPEN", await host.ScalarAsync("select state from review_item where id = $1", (Guid)item!));
        Assert.Equal(1L, await host.ScalarAsync("select count(*) from decision where classification_id = $1 and kind = 'APPROVE'", id));

        async Task<Guid> ApproveAsync(string way) => way switch
        {
            "direct" => (await ana.PostAsync($"/classifications/{id}/approve")).Id("decision_id"),
            "item" => (await ana.PostAsync($"/review/{item}/approve")).Id("decision_id"),
            _ => (await ana.PostAsync("/review/bulk", new { decisions = new[] { new { id = item, action = "approve" } } }))
                .GetProperty("results")[0].Id("decision_id"),
        };
    }
}
