
namespace Nexa.Tests.Classifications;

public sealed class HistoryTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task Every_filter_finds_what_it_names_and_nothing_else()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("FLT-CAP-100", "85322410", 0.95, manufacturer: "Murata Electronics",
            description: "Capacitor cerâmico multicamada");
        await host.ClassifiedAsync("FLT-RES-200", "85332120", 0.55, manufacturer: "Yageo Corporation",
            description: "Resistor de filme espesso");
        await host.ClassifiedAsync("FLT-IC_300", "85423190", 0.75, AnalystHost.Bruno, description: "Circuito integrado, microcontrolador");

        await FindsAsync("partnumber=flt-", "FLT-CAP-100", "FLT-IC_300", "FLT-RES-200");
        await FindsAsync("partnumber=flt-ic_", "FLT-IC_300");
        await FindsAsync("partnumber_contains=RES-2", "FLT-RES-200");
        await FindsAsync("partnumber_contains=%25%25%25");
        await FindsAsync("partnumber=FLT-&manufacturer=murata", "FLT-CAP-100");
        await FindsAsync("partnumber=FLT-&ncm=8533.21", "FLT-RES-200");
        await FindsAsync("partnumber=FLT-&q=resistores%20de%20filmes", "FLT-RES-200");
        await FindsAsync("partnumber=FLT-&min_confidence=0.5&max_confidence=0.8", "FLT-IC_300", "FLT-RES-200");
        // Of old clients: ignored.
        await FindsAsync($"partnumber=FLT-&user_id={AnalystHost.Stranger}", "FLT-CAP-100", "FLT-IC_300", "FLT-RES-200");
        await FindsAsync("partnumber=FLT-&needs_review=false", "FLT-CAP-100");
        await FindsAsync("partnumber=FLT-&status=REPLACED");
        await FindsAsync("partnumber=FLT-&ex=00&to=2000-01-01T00:00:00Z");

        async Task FindsAsync(string query, params string[] expected)
        {
            var found = (await ana.GetJsonAsync($"/historico?{query}")).GetProperty("items").EnumerateArray()
                .Select(item => item.Text("partnumber"));
            Assert.Equal(expected, found.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("date", "desc")]
    [InlineData("confidence", "asc")]
    [InlineData("tax_at_stake", "desc")]
    public async Task Pages_follow_each_other_without_gap_or_repetition(string sort, string order)
    {
        var ana = host.As(AnalystHost.Ana);
        for (var i = 0; i < 7; i++)
        {
            await host.ClassifiedAsync($"PAGE-{sort}-{i}", confidence: 0.5 + (i % 3 * 0.1), owner: i % 2 == 0 ? AnalystHost.Ana
                : AnalystHost.Bruno);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ana.GetJsonAsync($"/history?partnumber=PAGE-{sort}&sort={sort}&order={order}&limit=3&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("partnumber")));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"PAGE-{sort}-{i}"), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_manufacturers_country_is_a_filter()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("LAND-100");
        await host.ClassifiedAsync("LAND-200");
        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { pais = "JP", reason = "conferido" });

        Assert.Equal("LAND-100", (await ana.GetJsonAsync("/history?partnumber=LAND&country=jp&status=ACTIVE")).GetProperty("items")[0]
            .Text("partnumber"));
        Assert.Equal(0, (await ana.GetJsonAsync("/history?partnumber=LAND&country=DE")).Count("items"));
        await ana.SendJsonAsync(HttpMethod.Get, "/history?country=Japão", null, 400);
    }

    [Fact]
    public async Task Facets_count_what_the_filters_leave()
    {
        await host.ClassifiedAsync("FCT-1", "85322410", 0.95);
        await host.ClassifiedAsync("FCT-2", "90303290", 0.55);

        var facets = (await host.As(AnalystHost.Ana).GetJsonAsync("/history?partnumber=FCT-&facets=true")).GetProperty("facets");

        Assert.True(facets.GetProperty("exact").GetBoolean());
        Assert.Equal(["85 1", "90 1"], facets.GetProperty("counts").GetProperty("chapter").EnumerateArray()
            .Select(c => $"{c.Text("value")} {c.GetProperty("count")}"));
    }

    [Theory]
    [InlineData("sort=name", "sort")]
    [InlineData("limit=0", "limit")]
    [InlineData("partnumber_contains=ab", "partnumber_contains")]
    [InlineData("status=GONE", "status")]
    [InlineData("cursor=bm9wZQ", "cursor")]
    [InlineData("cursor=eyJTb3J0IjoiZGF0ZSBkZXNjIiwiS2V5IjoibWFueWFuYSIsIklkIjoiMDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDA5In0",
        "cursor")]
    [InlineData("min_confidence=2", "min_confidence")]
    public async Task What_makes_no_sense_is_refused(string query, string field)
    {
        var problem = await host.As(AnalystHost.Ana).SendJsonAsync(HttpMethod.Get, $"/history?{query}", null, 400);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public Task A_text_that_no_database_holds_is_refused() =>
    host.As(AnalystHost.Ana).SendJsonAsync(HttpMethod.Get, "/history?q=%00", null, 400);
}
