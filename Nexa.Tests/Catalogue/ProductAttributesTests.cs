using System.Net.Http.Headers;
using System.Text.Json;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;

namespace Nexa.Tests.Catalogue;

/// <summary>The official file of attributes through the API, and the values that a product keeps of them.</summary>
public sealed class ProductAttributesTests(AnalystHost host, Servers servers) : IClassFixture<AnalystHost>
{
    private static readonly DateOnly Today = BrazilTime.Today(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_is_imported_with_its_diff_shown_with_a_code_and_has_a_way_back()
    {
        await using var own = new AnalystHost(servers);
        await own.InitializeAsync();
        await FiscalImport.EnsureStarterAsync(own.Database, Ct);
        using var ana = own.As(AnalystHost.Ana);
        var before = (await own.ScalarAsync("select count(*) from fiscal_edition"))!;
        var first = await ImportAsync(ana, AttributesFile.Write(Today.AddDays(-10)));
        Assert.Equal(("attributes", true), (first.Text("kind"), first.GetProperty("switched").GetBoolean()));
        Assert.InRange(first.GetProperty("counts").GetProperty("vínculos").GetInt32(), 80_000, 90_000);
        Assert.False((await ImportAsync(ana, AttributesFile.Write(Today.AddDays(-10)))).GetProperty("switched").GetBoolean());
        var edition = (await ana.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0];

        var second = await ImportAsync(ana, AttributesFile.Write(Today.AddDays(-3), without: code => code == "85322410", obligatory: true));
        Assert.Contains("85322410", second.GetProperty("diff").GetProperty("ended").EnumerateArray().Select(one => one.Text("code")));
        Assert.Contains("obrigatório", second.GetProperty("diff").GetProperty("changed").EnumerateArray().Select(one => one.Text("now")));

        var view = await ana.GetJsonAsync("/ncm/85412120");
        Assert.Equal([("ATT_1", true), ("ATT_2", true), ("ATT_5", true), ("ATT_6", false), ("ATT_9", false), ("ATT_10", false)],
            view.GetProperty("attributes").EnumerateArray()
                .Select(one => (one.Text("attribute"), one.GetProperty("obligatory").GetBoolean())));
        var mounting = view.GetProperty("attributes")[0];
        Assert.Equal("'ATT_1' Igual '999'", mounting.GetProperty("conditional")[0].Text("condition"));
        Assert.Equal("ATT_4", mounting.GetProperty("conditional")[0].GetProperty("attribute").GetProperty("conditional")[0]
            .GetProperty("attribute").Text("attribute"));
        Assert.Contains(view.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("LPCO", StringComparison.Ordinal));
        var earlier = await ana.GetJsonAsync($"/ncm/85412120?on={Today.AddDays(-5):yyyy-MM-dd}");
        Assert.False(earlier.GetProperty("attributes")[1].GetProperty("obligatory").GetBoolean());

        await ana.PostAsync($"/fiscal-tables/editions/{edition.Id("id")}/restore");
        Assert.Contains((await ana.GetJsonAsync("/ncm/85322410")).GetProperty("attributes").EnumerateArray(),
            one => one.Text("attribute") == "ATT_7");
        Assert.True((long)(await own.ScalarAsync("select count(*) from fiscal_edition"))! > (long)before);

        // Release 1.0.0 does not know the column: an edition of its imports keeps the attributes.
        await own.ExecuteAsync("insert into fiscal_edition (id, ncm_file_id, tipi_file_id, tariff_file_id, law_file_id) "
            + "select gen_random_uuid(), ncm_file_id, tipi_file_id, tariff_file_id, law_file_id from fiscal_edition order by number desc limit 1");
        Assert.True((await FiscalImport.LoadAsync(own.Database, null, Ct))!.Attributes.IsLoaded);
    }

    [Fact]
    public async Task A_product_keeps_what_a_person_sets_in_one_call_and_proposals_go_nowhere_until_accepted()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("ATT-1", "85322410", ("mounting", "smd"), ("capacitance", "100 nF"), ("voltage", "50 V"));
        var empty = await ana.GetJsonAsync($"/partnumbers/{part}/attributes");
        Assert.Equal(["ATT_1=01", "ATT_2=50", "ATT_7=100000"], ListFields(empty, "proposal"));
        Assert.Empty(ListFields(empty, "value"));
        Assert.Equal(["ATT_1", "ATT_5"], empty.GetProperty("missing").EnumerateArray().Select(one => one.Text("attribute")));

        var set = await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes",
            new { values = new[] { new { attribute = "ATT_5", value = "02" } }, accept_proposals = true });
        Assert.Equal(["ATT_1=01", "ATT_2=50", "ATT_5=02", "ATT_7=100000"], ListFields(set, "value"));
        Assert.Equal(0, set.Count("missing"));
        var mounting = set.GetProperty("fields")[0].GetProperty("value");
        Assert.Equal(("Ana", "smd (part number)"), (mounting.Text("set_by"), mounting.Text("basis")));

        // Who sets the same again changes nothing; what is left out is cleared.
        using var bruno = host.As(AnalystHost.Bruno);
        var again = await bruno.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new
        {
            values = new object[] { new { attribute = "ATT_1", value = "01" }, new { attribute = "ATT_5", value = "01" },
                new { attribute = "ATT_9", values = new[] { "01", "02" } } },
        });
        Assert.Equal(["Ana", "Bruno", "Bruno"], again.GetProperty("fields").EnumerateArray()
            .Where(field => field.GetProperty("value").ValueKind is not JsonValueKind.Null)
            .Select(field => field.GetProperty("value").Text("set_by")));
    }

    [Fact]
    public async Task What_is_not_right_is_refused_under_the_attribute_and_nothing_is_kept()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("ATT-2", "85322410");
        var refused = await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new
        {
            values = new object[] { new { attribute = "ATT_1", value = "1" }, new { attribute = "ATT_55", value = "01" },
                new { attribute = "ATT_5", value = "01" } },
        }, 400);

        Assert.Contains("\"01\"", refused.GetProperty("errors").GetProperty("values[0]")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("o mais próximo é ATT_5", refused.GetProperty("errors").GetProperty("values[1]")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Empty(ListFields(await ana.GetJsonAsync($"/partnumbers/{part}/attributes"), "value"));
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new { }, 400);
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{Guid.NewGuid()}/attributes", new { values = Array.Empty<object>() }, 404);
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, $"/partnumbers/{part}/attributes", null, 404);
    }

    [Fact]
    public async Task Values_stay_where_the_new_code_has_the_attribute_and_the_others_are_told()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("ATT-3", "85322410");
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new
        {
            values = new[] { new { attribute = "ATT_1", value = "02" }, new { attribute = "ATT_5", value = "01" },
                new { attribute = "ATT_7", value = "47,5" } },
        });
        await host.ExecuteAsync("update classification set ncm = '85412120' where part_number_id = $1", part);

        var moved = await ana.GetJsonAsync($"/partnumbers/{part}/attributes");
        Assert.Equal(["ATT_1=02", "ATT_5=01"], ListFields(moved, "value"));
        Assert.Equal("ATT_7", Assert.Single(moved.GetProperty("not_applicable").EnumerateArray()).Text("attribute"));
        await host.ExecuteAsync("update classification set ncm = '85322410' where part_number_id = $1", part);
        Assert.Equal(["ATT_1=02", "ATT_5=01", "ATT_7=47.5"],
            ListFields(await ana.GetJsonAsync($"/partnumbers/{part}/attributes"), "value"));
    }

    [Theory]
    [InlineData("""{"values":[]}""")]
    [InlineData("""{"values":[],"accept_proposals":true}""")]
    [InlineData("""{"values":[{"attribute":"ATT_1","value":"02"}]}""")]
    public async Task Without_a_file_of_attributes_nothing_is_saved_and_what_was_stays(string body)
    {
        await using var own = new AnalystHost(servers);
        await own.InitializeAsync();
        await FiscalImport.EnsureStarterAsync(own.Database, Ct);
        using var ana = own.As(AnalystHost.Ana);
        var part = await StoreAsync(own, "85322410");

        var refused = await SendAsync(ana, part, body);
        Assert.Contains("Nenhum arquivo de atributos por NCM foi importado", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(1L, await own.ScalarAsync("select count(*) from part_attribute where part_number_id = $1", part));
        var seen = await ana.GetJsonAsync($"/partnumbers/{part}/attributes");
        Assert.Equal((0, JsonValueKind.Null), (seen.Count("not_applicable"), seen.GetProperty("table_date").ValueKind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("8532")]
    [InlineData("853224")]
    public async Task Without_a_whole_code_nothing_is_saved_and_what_was_stays(string? ncm)
    {
        using var ana = await StartAsync();
        var part = await StoreAsync(host, ncm);

        var refused = await SendAsync(ana, part, """{"values":[]}""");
        Assert.Contains("ainda não tem NCM de 8 dígitos", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(1L, await host.ScalarAsync("select count(*) from part_attribute where part_number_id = $1", part));
        Assert.Equal(0, (await ana.GetJsonAsync($"/partnumbers/{part}/attributes")).Count("not_applicable"));
    }

    /// <summary>A product with a value of a time when it had a code and Nexa a file.</summary>
    private static async Task<Guid> StoreAsync(AnalystHost host, string? ncm)
    {
        var id = await host.ClassifiedAsync($"KEPT-{Guid.NewGuid():n}", "85322410", 0.95, manufacturer: "Murata");
        var part = (Guid)(await host.ScalarAsync("select part_number_id from classification where id = $1", id))!;
        await host.ExecuteAsync("update classification set ncm = nullif($2, '') where id = $1", id, ncm ?? "");
        await host.ExecuteAsync(
            """
            insert into part_attribute (organisation_id, part_number_id, attribute, value, set_by)
            select organisation_id, part_number_id, 'ATT_1', '{"value":"01"}'::jsonb, $2 from classification where id = $1
            """, id, AnalystHost.Ana);
        return part;
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, Guid part, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await (await client.PutAsync(new Uri($"/partnumbers/{part}/attributes", UriKind.Relative), content, Ct)).JsonAsync(409);
    }

    internal static async Task<JsonElement> ImportAsync(HttpClient client, byte[] zip, int status = 200)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(zip);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        form.Add(file, "file", "atributos.zip");
        return await (await client.PostAsync(new Uri("/fiscal-tables", UriKind.Relative), form, Ct)).JsonAsync(status);
    }

    private static IEnumerable<string> ListFields(JsonElement product, string what) => product.GetProperty("fields").EnumerateArray()
        .Where(field => field.GetProperty(what).ValueKind is not JsonValueKind.Null && field.GetProperty(what)
            .GetProperty("value").ValueKind
            is JsonValueKind.String)
        .Select(field => $"{field.Text("attribute")}={field.GetProperty(what).Text("value")}");

    private async Task<HttpClient> StartAsync()
    {
        var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        await ImportAsync(ana, AttributesFile.Write(Today.AddDays(-1), 32_000));
        return ana;
    }

    private async Task<Guid> ClassifyAsync(string number, string ncm, params (string Key, string Value)[] facts)
    {
        var id = await host.ClassifiedAsync(number, ncm, 0.95, manufacturer: "Murata");
        var evidence = JsonSerializer.Serialize(facts.Select(fact => new { field = fact.Key, value = fact.Value, source = "part number" }));
        await host.ExecuteAsync(
            "update classification set result = result || jsonb_build_object('evidence', $2::jsonb) where id = $1", id, evidence);
        return (Guid)(await host.ScalarAsync("select part_number_id from classification where id = $1", id))!;
    }
}
