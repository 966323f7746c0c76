using System.Security.Cryptography;
using System.Text;
using ExcelDataReader;
using UglyToad.PdfPig;

namespace Nexa.Tests.Export;

public sealed class ExportTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    static ExportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public async Task The_official_spreadsheet_has_its_columns_types_and_nothing_undecided()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("XLS-1", "85322410", 0.95, manufacturer: "Murata");
        await host.ClassifiedAsync("XLS-2", "85322510", 0.3);
        await host.ExecuteAsync(
            "update classification set exception = '01', endereco = '=HYPERLINK(\"http://x\")', pais = 'JP' where number_key = 'XLS-1'");

        var response =
            await ana.GetAsync(new Uri("/export-excel?partnumber=XLS-", UriKind.Relative), TestContext.Current.CancellationToken);
        var rows = await SheetAsync(response);

        Assert.Matches("^attachment; filename=\"PO_Ana_[0-9-]{10}[.]xlsx\"$", response.Content.Headers.GetValues("Content-Disposition")
            .Single());
        Assert.Equal(
            ["Seq", "DESCRIÇÃO ERP", "DESCRIÇÃO PARA DECLARAÇÃO DE IMPORTAÇÃO", "NCM (CLASSIFICAÇÃO FISCAL)", "FABRICANTE", "Endereço",
                "Descr. País"], rows[0]);
        Assert.Equal(
            [1.0, null, "Capacitor cerâmico multicamada, 100 nF, 50 V", "85322410 (01)", "Murata", "'=HYPERLINK(\"http://x\")", "Japão"],
            rows[1]);
        Assert.Equal(2, rows.Count);

        var all =
            await SheetAsync(
                await ana.GetAsync(new Uri("/export-excel?partnumber=XLS-&include_undecided=true", UriKind.Relative),
                    TestContext.Current.CancellationToken));
        Assert.Equal("85322510 REVISAR", all[2][3]);
        await ana.SendJsonAsync(HttpMethod.Get, "/export-excel?partnumber=XLS-2", null, 404);
    }

    [Fact]
    public async Task A_template_decides_columns_order_titles_and_formats()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("TPL-1", "85322410", 0.95);
        await ana.PostAsync("/export-templates",
            new { name = "Meu",
                columns = new object[] { new { field = "ncm", title = "Código", format = "dotted" }, new { field = "partnumber" },
                    new { field = "confidence", format = "percent" } } }, 201);
        await ana.PostAsync("/export-templates", new { name = "Meu", columns = new[] { new { field = "ncm" } } }, 409);
        await ana.PostAsync("/export-templates", new { name = "Outro", columns = new[] { new { field = "senha" } } }, 400);

        var rows =
            await SheetAsync(
                await ana.GetAsync(new Uri("/export-excel?partnumber=TPL-1&template=Meu", UriKind.Relative),
                    TestContext.Current.CancellationToken));

        Assert.Equal(["Código", "PART NUMBER", "CONFIANÇA"], rows[0]);
        Assert.Equal(["8532.24.10", "TPL-1", "95%"], rows[1]);
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, "/export-excel?partnumber=TPL-1&template=Meu", null, 400);
    }

    [Fact]
    public async Task Json_holds_the_whole_answers()
    {
        await host.ClassifiedAsync("JSON-1", "85322410", 0.95);

        var rows = await host.As(AnalystHost.Ana).GetJsonAsync("/export-json?partnumber=JSON-");

        Assert.Equal("Capacitor cerâmico", Assert.Single(rows.EnumerateArray()).GetProperty("result").Text("short_description"));
    }

    [Fact]
    public async Task The_duimp_catalogue_lists_every_blocking_error_first()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("DUIMP-1", "85322410", 0.95, manufacturer: "Murata");
        await host.ClassifiedAsync("DUIMP-2", "8532", 0.95);

        var problem = await ana.SendJsonAsync(HttpMethod.Get, "/export-duimp?partnumber=DUIMP-&cnpj_raiz=12345678", null, 422);
        var errors = problem.GetProperty("blocking_errors").EnumerateArray()
            .Select(error => $"{error.Text("partnumber")} {error.Text("field")}").ToList();
        Assert.Contains("DUIMP-1 fabricante.codigoPais", errors);
        Assert.Contains("DUIMP-2 ncm", errors);
        Assert.Contains("DUIMP-2 fabricante", errors);

        await host.ExecuteAsync(
            "insert into manufacturer_profile (organisation_id, manufacturer_id, street, city, country, subdivision) select $1, id, "
            + "'1-10-1 Higashikotari', 'Nagaokakyo', 'JP', '26' from manufacturer where name = 'Murata'", AnalystHost.Ana);
        var catalogue = await ana.GetJsonAsync("/export-duimp?partnumber=DUIMP-1&cnpj_raiz=12345678");
        Assert.Equal("85322410", catalogue.GetProperty("produtos")[0][0].Text("ncm"));
        Assert.Equal("JP-26", catalogue.GetProperty("operadores_estrangeiros")[0][0].Text("codigoSubdivisaoPais"));
        Assert.Equal(["paisOrigem", "paisProcedencia", "paisAquisicao"], catalogue.GetProperty("avisos").EnumerateArray()
            .Select(warning => warning.Text("field")));
    }

    [Fact]
    public async Task The_three_countries_and_the_manufacturers_particulars_reach_every_export()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("THREE-1", "85322410", 0.95, manufacturer: "Kyocera AVX");
        await host.ClassifiedAsync("THREE-2", "85322410", 0.95, manufacturer: "AVX Corp.");
        var maker = (await ana.GetJsonAsync("/manufacturers?search=kyocera")).GetProperty("items")[0].Id("id");
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{maker}",
            new { legal_name = "KYOCERA AVX Components Corporation", tax_number = "57-0379007", street = "1 AVX Boulevard",
                city = "Fountain Inn", subdivision = "SC", postal_code = "29644", country = "US", aliases = new[] { "AVX Corp." } });
        foreach (var number in new[] { "THREE-1", "THREE-2" })
        {
            var part = (await ana.GetJsonAsync($"/partnumbers/{number}")).GetProperty("parts")[0].GetProperty("part").Id("id");
            await ana.SendJsonAsync(HttpMethod.Put, $"/partnumbers/{part}",
                new { country_of_origin = "CZ", country_of_provenance = "DE", country_of_acquisition = "US" }, 204);
        }

        await ana.PostAsync("/export-templates",
            new { name = "Países",
                columns = new[] { "partnumber", "country_of_origin", "country_of_provenance", "country_of_acquisition",
                    "manufacturer_legal_name", "manufacturer_subdivision", "created_at" }.Select(field => new { field }) }, 201);
        var rows =
            await SheetAsync(
                await ana.GetAsync(new Uri("/export-excel?partnumber=THREE-&template=Países", UriKind.Relative),
                    TestContext.Current.CancellationToken));
        Assert.Equal(["THREE-2", "CZ", "DE", "US", "KYOCERA AVX Components Corporation", "US-SC"], rows[2][..6]);
        Assert.IsType<DateTime>(rows[2][6]);

        var json = (await ana.GetJsonAsync("/export-json?partnumber=THREE-1"))[0];
        Assert.Equal(("CZ", "57-0379007"), (json.Text("country_of_origin"), json.GetProperty("manufacturer").Text("tax_number")));

        var catalogue = await ana.GetJsonAsync("/export-duimp?partnumber=THREE-&cnpj_raiz=12345678");
        Assert.Equal(["CZ DE US", "CZ DE US"], catalogue.GetProperty("itens").EnumerateArray()
            .Select(item => $"{item.Text("paisOrigem")} {item.Text("paisProcedencia")} {item.Text("paisAquisicao")}"));
        var declared = Assert.Single(catalogue.GetProperty("operadores_estrangeiros")[0].EnumerateArray());
        Assert.Equal(("US", "57-0379007"), (declared.Text("codigoPais"), declared.Text("tin")));
        Assert.Equal(0, catalogue.Count("avisos"));
    }

    [Fact]
    public async Task A_certificate_is_a_pdf_that_says_what_who_and_why()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("CERT-Ω1", "85322410", 0.6);
        await ana.PostAsync($"/classifications/{id}/approve");

        var bytes =
            await ana.GetByteArrayAsync(new Uri($"/classifications/{id}/certificate", UriKind.Relative),
                TestContext.Current.CancellationToken);
        using var pdf = PdfDocument.Open(bytes);
        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));

        foreach (var said in new[] { "Certificado de classificação fiscal", "8532.24.10", "Capacitor cerâmico multicamada", "Ana, em",
            "SHA-256", "Responsáveis" })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        var record =
            await ana.GetByteArrayAsync(new Uri($"/classifications/{id}/certificate?format=json", UriKind.Relative),
                TestContext.Current.CancellationToken);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(record)), text, StringComparison.Ordinal);
        await host.As(AnalystHost.Stranger).SendJsonAsync(HttpMethod.Get, $"/classifications/{id}/certificate", null, 404);
    }

    [Theory]
    [InlineData("村田製作所 (Мурата) Łódź", "[U+6751][U+7530][U+88FD][U+4F5C][U+6240] (Мурата) Łódź", true)]
    [InlineData("Ηλεκτρονικά Αθηνών ΑΕ, Αθήνα", "Ηλεκτρονικά Αθηνών ΑΕ, Αθήνα", false)]
    [InlineData("Škoda Türk Elektronik Şti. ≤ 5 Ω → ±1 %", "Škoda Türk Elektronik Şti. ≤ 5 Ω → ±1 %", false)]
    [InlineData("Peça 😀 (teste)\u0007 a\\b", "Peça [U+1F600] (teste)[U+0007] a\\b", true)]
    public async Task A_certificate_prints_names_of_other_scripts(string sent, string printed, bool isNoted)
    {
        var id = await host.ClassifiedAsync($"CERT-{(uint)sent.GetHashCode(StringComparison.Ordinal)}", "85322410", 0.9, description: sent);

        using var pdf =
            PdfDocument.Open(await host.As(AnalystHost.Ana)
                .GetByteArrayAsync(new Uri($"/classifications/{id}/certificate", UriKind.Relative), TestContext.Current.CancellationToken));

        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        Assert.Contains(printed, text, StringComparison.Ordinal);
        Assert.DoesNotContain("?", text.Replace("certificate?format", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(isNoted, text.Contains("o registro em JSON traz o texto original", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_has_room_for_more_characters_than_one_font_of_a_pdf()
    {
        var letters = Enumerable.Range(0x100, 0x17F - 0x100).Concat(Enumerable.Range(0x391, 17)).Concat(Enumerable.Range(0x410, 64))
            .Concat(Enumerable.Range(0x1E00, 120))
            .Select(code => ((char)code).ToString()).ToList();
        var id = await host.ClassifiedAsync("CERT-MANY", "85322410", 0.9, description: string.Join(' ', letters));

        using var pdf =
            PdfDocument.Open(await host.As(AnalystHost.Ana)
                .GetByteArrayAsync(new Uri($"/classifications/{id}/certificate", UriKind.Relative), TestContext.Current.CancellationToken));

        var read = pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(letters.Select(letter => letter.Normalize()).Except(read, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_certificate_takes_as_many_pages_as_it_needs_and_loses_no_word()
    {
        var words = Enumerable.Range(1, 900).Select(i => $"palavra{i}");
        var id = await host.ClassifiedAsync("CERT-LONG", "85322410", 0.9, description: string.Join(' ', words)
            + " ΩΔ \u201Caspas\u201D – travessão €");

        using var pdf =
            PdfDocument.Open(await host.As(AnalystHost.Ana)
                .GetByteArrayAsync(new Uri($"/classifications/{id}/certificate", UriKind.Relative), TestContext.Current.CancellationToken));

        var read = pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
        Assert.True(pdf.NumberOfPages > 1);
        Assert.Subset(read, words.Concat(["ΩΔ", "\u201Caspas\u201D", "–", "€"]).ToHashSet(StringComparer.Ordinal));
        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 0, 550)));
    }

    internal static async Task<List<List<object?>>> SheetAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await ReadSheetsAsync(response)).Values.First();
    }

    /// <summary>The rows of each sheet by its name.</summary>
    internal static async Task<Dictionary<string, List<List<object?>>>> ReadSheetsAsync(HttpResponseMessage response)
    {
        using var content = new MemoryStream(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var reader = ExcelReaderFactory.CreateReader(content);
        var sheets = new Dictionary<string, List<List<object?>>>(StringComparer.Ordinal);
        do
        {
            var rows = sheets[reader.Name] = [];
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
            }
        }
        while (reader.NextResult());
        return sheets;
    }
}
