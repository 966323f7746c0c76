using System.Text.Json;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Tests.Catalogue;

namespace Nexa.Tests.Export;

/// <summary>The DUIMP file as the interface of the Catálogo de Produtos takes it.</summary>
public sealed class DuimpTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string Root = "12ABC345";
    private static readonly DateOnly Today = BrazilTime.Today(TimeProvider.System);

    [Fact]
    public async Task Missing_obligatory_attributes_block_and_each_error_says_where_it_is_put_right()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("BLOCK-1", "Murata");
        await SaveMakerAsync(ana, "Murata");

        var check = await ana.GetJsonAsync($"/export-duimp/check?partnumber=BLOCK-&cnpj_raiz={Root}");
        Assert.Equal(["atributos.ATT_1", "atributos.ATT_5"], check.GetProperty("blocking_errors").EnumerateArray()
            .Select(one => one.Text("field")));
        Assert.All(check.GetProperty("blocking_errors").EnumerateArray(), error => Assert.Equal(part, error.Id("part_id")));
        Assert.Equal((1, 0), (check.GetProperty("products").GetInt32(), check.GetProperty("ready").GetInt32()));
        Assert.Contains("ANATEL", check.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        await ana.SendJsonAsync(HttpMethod.Get, $"/export-duimp?partnumber=BLOCK-&cnpj_raiz={Root}", null, 422);

        // A draft is taken without them, and says so.
        var draft = await ana.GetJsonAsync($"/export-duimp?partnumber=BLOCK-&cnpj_raiz={Root}&situacao=RASCUNHO");
        Assert.Equal("RASCUNHO", draft.GetProperty("produtos")[0][0].Text("situacao"));
        Assert.Contains("atributos.ATT_5", draft.GetProperty("avisos").EnumerateArray().Select(one => one.Text("field")));
        await ana.SendJsonAsync(HttpMethod.Get, $"/export-duimp?partnumber=BLOCK-&cnpj_raiz={Root}&situacao=Rascunho", null, 400);
        var ended = await ana.GetJsonAsync($"/export-duimp/check?partnumber=BLOCK-&cnpj_raiz={Root}&situacao=DESATIVADO");
        Assert.Equal("codigo", Assert.Single(ended.GetProperty("blocking_errors").EnumerateArray()).Text("field"));
    }

    [Fact]
    public async Task The_check_list_has_what_one_call_needs_to_answer_a_product()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("FILL-1", "Kemet", "85322410", """[{"field":"voltage","value":"50 V","source":"part number"}]""");
        await ClassifyAsync("FILL-2", "Kemet");
        await SaveMakerAsync(ana, "Kemet");

        var check = await ana.GetJsonAsync($"/export-duimp/check?partnumber=FILL-&cnpj_raiz={Root}");
        var products = check.GetProperty("to_fill").EnumerateArray().ToList();
        Assert.Equal(["FILL-1: ATT_1, ATT_2=50, ATT_5", "FILL-2: ATT_1, ATT_5"], products
            .Select(one => $"{one.Text("partnumber")}: {string.Join(", ", one.GetProperty("fields").EnumerateArray().Select(DescribeField))}")
            .Order(StringComparer.Ordinal));
        var attributes = check.GetProperty("attributes").EnumerateArray().ToList();
        Assert.Equal(["ATT_1", "ATT_2", "ATT_5"], attributes.Select(one => one.Text("attribute")));
        Assert.Equal("ATT_3", attributes[0].GetProperty("conditional")[0].GetProperty("attribute").Text("attribute"));

        // Answered from the list alone, with what the answer brings.
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new
        {
            values = new[]
            {
                new { attribute = "ATT_1", value = "999" }, new { attribute = "ATT_3", value = "trilho" },
                new { attribute = "ATT_4", value = "sim" }, new { attribute = "ATT_5", value = "01" },
            },
            accept_proposals = true,
        });
        check = await ana.GetJsonAsync($"/export-duimp/check?partnumber=FILL-1&cnpj_raiz={Root}");
        Assert.Equal((0, 0, 1), (check.Count("to_fill"), check.Count("attributes"), check.GetProperty("ready").GetInt32()));

        static string DescribeField(JsonElement field) => field.GetProperty("proposal") is { ValueKind: JsonValueKind.Object } proposal
            ? $"{field.Text("attribute")}={proposal.Text("value")}" : field.Text("attribute")!;
    }

    [Fact]
    public async Task Values_stand_in_the_lists_of_their_kind_and_proposals_in_none()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("KINDS-1", "TDK", "85412120", """[{"field":"voltage","value":"50 V","source":"part number"}]""");
        await SaveMakerAsync(ana, "TDK");
        await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}/attributes", new
        {
            values = new object[]
            {
                new { attribute = "ATT_1", value = "999" }, new { attribute = "ATT_3", value = "trilho" },
                new { attribute = "ATT_4", value = "sim" }, new { attribute = "ATT_5", value = "01" },
                new { attribute = "ATT_9", values = new[] { "02", "01" } },
                new { attribute = "ATT_6", groups = new[] { new { parts = new[] { new { attribute = "ATT_61", value = "1,5" } } } } },
            },
        });

        var product = (await ana.GetJsonAsync($"/export-duimp?partnumber=KINDS-&cnpj_raiz={Root}")).GetProperty("produtos")[0][0];
        Assert.Equal(["ATT_1=999", "ATT_3=trilho", "ATT_4=true", "ATT_5=01"], product.GetProperty("atributos").EnumerateArray()
            .Select(one => $"{one.Text("atributo")}={one.Text("valor")}"));
        Assert.Equal("""{"atributo":"ATT_9","valores":["02","01"]}""", product.GetProperty("atributosMultivalorados")[0].ToString());
        Assert.Equal("""{"atributo":"ATT_6","valores":[{"atributo":"ATT_61","valor":"1.5"}]}""",
            product.GetProperty("atributosCompostos")[0].ToString());
        Assert.Equal(0, product.Count("atributosCompostosMultivalorados"));
        Assert.Equal((Root, "ATIVADO"), (product.Text("cpfCnpjRaiz"), product.Text("situacao")));
    }

    [Fact]
    public async Task Lots_have_at_most_a_hundred_and_links_come_once_the_portal_has_answered()
    {
        using var ana = await StartAsync();
        for (var i = 0; i < 102; i++)
        {
            await SetObligatoryAsync(await ClassifyAsync($"LOT-{i:000}", "Yageo"));
        }

        await SaveMakerAsync(ana, "Yageo");
        var path = $"/export-duimp?partnumber=LOT-&cnpj_raiz={Root}";
        var file = await ana.GetJsonAsync(path);
        Assert.Equal([100, 2], file.GetProperty("produtos").EnumerateArray().Select(lot => lot.GetArrayLength()));
        Assert.Equal([1, 100, 1], new[] { file.GetProperty("produtos")[0][0], file.GetProperty("produtos")[0][99],
            file.GetProperty("produtos")[1][0] }
            .Select(product => product.GetProperty("seq").GetInt32()));
        Assert.Equal((0, 102), (file.Count("vinculos"), file.Count("vinculos_pendentes")));
        Assert.False(file.GetProperty("produtos")[0][0].TryGetProperty("fabricante", out _));
        Assert.Single(file.GetProperty("operadores_estrangeiros")[0].EnumerateArray());

        var kept = await ana.PostAsync("/export-duimp/answers", new
        {
            enviado = file.GetProperty("produtos")[1],
            resposta = new object[] { new { seq = 1, codigo = 4711, versao = "1", sucesso = true },
                new { seq = 2, sucesso = false, erros = new[] { "NCM inválida" } }, new { seq = 9, codigo = 1, versao = "1" } },
        });
        Assert.Equal(1, kept.GetProperty("products").GetInt32());
        Assert.Contains("NCM inválida", kept.GetProperty("problems")[0].Text("message"), StringComparison.Ordinal);
        Assert.Equal(9, kept.GetProperty("problems")[1].GetProperty("seq").GetInt32());
        await ana.PostAsync("/export-duimp/answers", new
        {
            enviado = file.GetProperty("operadores_estrangeiros")[0],
            resposta = new[] { new { seq = 1, codigo = "OPE_7", versao = 2, sucesso = true } },
        });

        file = await ana.GetJsonAsync(path);
        var product = file.GetProperty("produtos")[1][0];
        Assert.Equal(("4711", "1"), (product.Text("codigo"), product.Text("versao")));
        var link = Assert.Single(file.GetProperty("vinculos")[0].EnumerateArray());
        Assert.Equal(("OPE_7", "4711", "JP", false),
            (link.Text("codigoOperadorEstrangeiro"), link.Text("codigoProduto"), link.Text("codigoPais"), link.GetProperty("conhecido")
                .GetBoolean()));
        Assert.Equal(101, file.Count("vinculos_pendentes"));

        // Another importer has a catalogue of its own.
        Assert.Equal(0, (await ana.GetJsonAsync("/export-duimp?partnumber=LOT-&cnpj_raiz=98765432")).Count("vinculos"));
        await ana.PostAsync("/export-duimp/answers", new { enviado = Array.Empty<object>(), resposta = new[] { new { seq = 1 } } }, 400);
    }

    [Fact]
    public async Task A_manufacturer_that_nobody_has_saved_is_prefilled_from_the_agents_answer()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("FILLED-1", "ROHM");
        await SetObligatoryAsync(part);
        await host.ExecuteAsync(
            "update classification set endereco = '21 Saiin Mizosaki-cho, Ukyo-ku, Kyoto 615-8585', pais = 'JP' where part_number_id = $1",
            part);

        var file = await ana.GetJsonAsync($"/export-duimp?partnumber=FILLED-&cnpj_raiz={Root}");
        var maker = file.GetProperty("operadores_estrangeiros")[0][0];
        Assert.Equal(("21 Saiin Mizosaki-cho, Ukyo-ku", "Kyoto", "615-8585", "JP"),
            (maker.Text("logradouro"), maker.Text("nomeCidade"), maker.Text("cep"), maker.Text("codigoPais")));
        Assert.Contains(file.GetProperty("avisos").EnumerateArray(), one => one.Text("message")
            .Contains("confira-o", StringComparison.Ordinal));

        // Half an address stays half: what is not sure is asked for.
        await host.ExecuteAsync("update classification set endereco = 'Kyoto, Ukyo-ku', pais = 'Japão' where part_number_id = $1", part);
        var check = await ana.GetJsonAsync($"/export-duimp/check?partnumber=FILLED-&cnpj_raiz={Root}");
        Assert.Equal("fabricante.nomeCidade", Assert.Single(check.GetProperty("blocking_errors").EnumerateArray()).Text("field"));
    }

    [Fact]
    public async Task A_denomination_is_cut_after_a_word_where_it_is_too_long()
    {
        using var ana = await StartAsync();
        var part = await ClassifyAsync("LONG-1", "Murata");
        await SaveMakerAsync(ana, "Murata");
        await SetObligatoryAsync(part);
        await host.ExecuteAsync(
            "update classification set result = jsonb_set(result, '{short_description}', to_jsonb(repeat('palavra, ', 14))) where part_number_id = $1",
            part);

        var name = (await ana.GetJsonAsync($"/export-duimp?partnumber=LONG-&cnpj_raiz={Root}")).GetProperty("produtos")[0][0]
            .Text("denominacao");
        Assert.InRange(name.Length, 90, 100);
        Assert.EndsWith("palavra", name, StringComparison.Ordinal);
    }

    private async Task<HttpClient> StartAsync()
    {
        var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, TestContext.Current.CancellationToken);
        await ProductAttributesTests.ImportAsync(ana, AttributesFile.Write(Today.AddDays(-1), 32_000));
        return ana;
    }

    private async Task<Guid> ClassifyAsync(string number, string maker, string ncm = "85322410", string evidence = "[]")
    {
        var id = await host.ClassifiedAsync(number, ncm, 0.95, manufacturer: maker);
        await host.ExecuteAsync(
            "update classification set result = result || jsonb_build_object('evidence', $2::jsonb) where id = $1", id, evidence);
        return (Guid)(await host.ScalarAsync("select part_number_id from classification where id = $1", id))!;
    }

    private Task SetObligatoryAsync(Guid part) => host.ExecuteAsync(
        """
        insert into part_attribute (organisation_id, part_number_id, attribute, value, set_by)
        select $1, $2, code, '{"value":"01"}', $1 from unnest(array['ATT_1', 'ATT_5']) code
        """,
        AnalystHost.Ana, part);

    private static async Task SaveMakerAsync(HttpClient ana, string name)
    {
        var maker = (await ana.GetJsonAsync($"/manufacturers?search={name}")).GetProperty("items")[0].Id("id");
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}",
            new { street = "1-10-1 Higashikotari", city = "Nagaokakyo", subdivision = "26", postal_code = "617-8555", country = "JP" });
    }
}
