namespace Nexa.Tests.History;

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
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "JP", country_of_acquisition = "US" }, 204);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "Japão" }, 400);
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Put, $"/partnumbers/{main}", new { country_of_origin = "JP" }, 404);

        var part = (await ana.GetJsonAsync("/partnumbers/cat-100")).GetProperty("parts")[0];
        Assert.Equal((2, "JP"), (part.Count("versions"), part.Text("country_of_origin")));
        Assert.Equal("CAT100", part.GetProperty("aliases")[0].GetString());
        Assert.Equal(2, (await ana.GetJsonAsync("/partnumbers?search=cat")).Count("items"));
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, "/partnumbers/CAT-100", null, 404);
    }

    [Fact]
    public async Task A_manufacturers_particulars_are_each_users_own()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("MAKER-1", manufacturer: "Yageo");
        var maker = Assert.Single((await ana.GetJsonAsync("/manufacturers?search=yageo")).EnumerateArray()).Id("id");

        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}", new { legal_name = "Yageo Corporation", country = "TW" });
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}", new { country = "Taiwan" }, 400);

        Assert.Equal("TW", (await ana.GetJsonAsync("/manufacturers?search=yageo"))[0].Text("country"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await host.As(AnalystHost.Bruno).GetJsonAsync("/manufacturers?search=yageo"))[0].GetProperty("country").ValueKind);
        Assert.Equal(0, (await host.As(AnalystHost.Stranger).GetJsonAsync("/manufacturers?search=yageo")).GetArrayLength());
    }

    private static async Task<Guid> PartAsync(HttpClient client, string number) => (await client.GetJsonAsync($"/partnumbers/{number}")).GetProperty("parts")[0].GetProperty("part").Id("id");
}
