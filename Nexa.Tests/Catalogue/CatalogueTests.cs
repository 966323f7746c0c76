namespace Nexa.Tests.Catalogue;

public sealed class CatalogueTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task A_part_number_has_its_versions_countries_and_other_spellings()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("CAT-100", "85322410", 0.9, manufacturer: "Murata");
        await host.ClassifiedAsync("CAT100", "85322410", 0.9, manufacturer: "Murata");
        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { description = "Outro texto", reason = "mais claro" });
        var (main, other) = (await PartAsync(ana, "CAT-100"), await PartAsync(ana, "CAT100"));

        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{other}", new { alias_of = main }, 204);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { alias_of = other }, 409);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "JP", country_of_acquisition = "US" },
            204);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "Japão" }, 400);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "XX" }, 400);
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "JP" }, 404);

        var part = (await ana.GetJsonAsync("/partnumbers/cat-100")).GetProperty("parts")[0];
        Assert.Equal((2, "JP"), (part.Count("versions"), part.Text("country_of_origin")));
        Assert.Equal("CAT100", part.GetProperty("aliases")[0].GetString());
        Assert.Equal(2, (await ana.GetJsonAsync("/partnumbers?search=cat")).Count("items"));
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, "/partnumbers/CAT-100", null, 404);
    }

    [Fact]
    public async Task A_part_number_is_found_by_its_id_and_with_a_slash_in_it()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("LM358/NOPB", "85423390", 0.9);
        var id = (await ana.GetJsonAsync("/partnumbers?search=LM358")).GetProperty("items")[0].Id("id");

        Assert.Equal("LM358/NOPB", (await ana.GetJsonAsync("/partnumbers/LM358%2FNOPB")).Text("partnumber"));
        Assert.Equal("LM358/NOPB", (await ana.GetJsonAsync($"/partnumbers/{id}")).Text("partnumber"));
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, $"/partnumbers/{id}", null, 404);
    }

    [Fact]
    public async Task A_manufacturers_particulars_are_its_organisations()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("MAKER-1", manufacturer: "Yageo");
        var maker = Assert.Single((await ana.GetJsonAsync("/manufacturers?search=yageo")).GetProperty("items").EnumerateArray()).Id("id");

        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}", new { legal_name = "Yageo Corporation", country = "TW" });
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}", new { country = "Taiwan" }, 400);

        Assert.Equal("TW", (await ana.GetJsonAsync($"/manufacturers/{maker}")).Text("country"));
        Assert.Equal("TW", (await host.As(AnalystHost.Bruno).GetJsonAsync("/manufacturers?search=yageo")).GetProperty("items")[0]
            .Text("country"));
        Assert.Equal(0, (await host.As(AnalystHost.Stranger).GetJsonAsync("/manufacturers?search=yageo")).Count("items"));
    }

    [Fact]
    public async Task A_number_known_under_another_spelling_is_answered_as_the_part_itself()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("ALIAS-100", "85322410", 0.9, manufacturer: "Kemet");
        await host.ClassifiedAsync("ALIAS100", "85322510", 0.9, manufacturer: "Kemet");
        var (main, duplicate) = (await PartAsync(ana, "ALIAS-100"), await PartAsync(ana, "ALIAS100"));

        await ana.PostAsync($"/partnumbers/{main}/aliases", new { partnumber = "Forn 0042" }, 204);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{duplicate}", new { alias_of = main }, 204);

        var batch =
            await ana.PostAsync("/classify-batch", new { partnumbers = new[] { "FORN0042", "alias100", "ALIAS-100", "ALIAS-200" } }, 202);
        Assert.Equal(["FORN0042 85322410", "alias100 85322410", "ALIAS-100 85322410"], batch.GetProperty("classifications").EnumerateArray()
            .Select(one => $"{one.Text("partnumber")} {one.Text("ncm")}"));
        Assert.Equal("ALIAS-100", (await ana.GetJsonAsync("/partnumbers/forn0042")).GetProperty("parts")[0].GetProperty("part")
            .Text("partnumber"));
        Assert.Single(
            (await host.As(AnalystHost.Bruno)
                .PostAsync("/classify-partnumber", new { partnumber = "FORN0042" }, 202)).GetProperty("classifications").EnumerateArray());
        Assert.Empty(
            (await host.As(AnalystHost.Stranger)
                .PostAsync("/classify-partnumber", new { partnumber = "FORN0042" }, 202)).GetProperty("classifications").EnumerateArray());

        await ana.PostAsync($"/partnumbers/{duplicate}/aliases", new { partnumber = "FORN0043" }, 409);
        await ana.PostAsync($"/partnumbers/{main}/aliases", new { partnumber = "ALIAS-100" }, 409);
        await ana.PostAsync($"/partnumbers/{main}/aliases", new { partnumber = "FORN/44" }, 204);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/partnumbers/{main}/aliases/FORN%2F44", null, 204);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/partnumbers/{main}/aliases/forn0042", null, 204);
        Assert.Empty((await ana.PostAsync("/classify-partnumber", new { partnumber = "FORN0042" }, 202)).GetProperty("classifications")
            .EnumerateArray());
    }

    [Fact]
    public async Task A_manufacturer_is_known_by_its_other_names_and_by_those_of_earlier_orders()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("MKALIAS-1", manufacturer: "Samsung Electro-Mechanics");
        var maker = (await ana.GetJsonAsync("/manufacturers?search=samsung")).GetProperty("items")[0].Id("id");
        async Task<int> KnownAsync(string? manufacturer) =>
            (await ana.PostAsync("/classify-partnumber", new { partnumber = "MKALIAS-1", manufacturer }, 202)).Count("classifications");

        Assert.Equal((1, 0), (await KnownAsync(null), await KnownAsync("SEMCO")));
        var saved =
            await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}",
                new { country = "KR", aliases = new[] { "Semco", "semco ", "Samsung Electro-Mechanics" } });
        Assert.Equal(["Semco"], saved.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()));
        Assert.Equal((1, 0), (await KnownAsync("SEMCO"), await KnownAsync("Murata")));

        await host.ExecuteAsync(
            "update task_item set classification_id = $1, status = 'DONE' where part_number = 'MKALIAS-1' and manufacturer = 'Murata'", id);
        Assert.Equal((1, 0), (await KnownAsync("Murata"), await KnownAsync("Taiyo Yuden")));

        await host.ClassifiedAsync("MKALIAS-2", manufacturer: "Taiyo Yuden");
        var other = (await ana.GetJsonAsync("/manufacturers?search=taiyo")).GetProperty("items")[0].Id("id");
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{other}", new { aliases = new[] { "SEMCO" } }, 409);
    }

    [Fact]
    public async Task Manufacturers_come_in_pages()
    {
        var bruno = host.As(AnalystHost.Bruno);
        foreach (var name in new[] { "Pagina A", "Pagina B", "Pagina C" })
        {
            await host.ClassifiedAsync($"PG-{name}", owner: AnalystHost.Bruno, manufacturer: name);
        }

        var first = await bruno.GetJsonAsync("/manufacturers?search=pagina&limit=2");
        var second = await bruno.GetJsonAsync($"/manufacturers?search=pagina&limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(["Pagina A", "Pagina B", "Pagina C"], first.GetProperty("items").EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray()).Select(one => one.Text("name")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        await bruno.SendJsonAsync(HttpMethod.Get, "/manufacturers?cursor=bm9wZQ", null, 400);
    }

    private static async Task<Guid> PartAsync(HttpClient client, string number) =>
        (await client.GetJsonAsync($"/partnumbers/{number}")).GetProperty("parts")[0].GetProperty("part").Id("id");
}
