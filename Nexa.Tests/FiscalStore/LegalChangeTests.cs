using System.Globalization;
using System.Text;
using System.Text.Json;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.FiscalStore;

/// <summary>What an import means for those who have classified: seen over HTTP, as an analyst would.</summary>
public sealed class LegalChangeTests(AnalystHost host, Servers servers) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_puts_what_rests_on_an_ended_code_into_the_review_queue_and_lists_it()
    {
        using var ana = host.As(AnalystHost.Ana);
        using var stranger = host.As(AnalystHost.Stranger);
        await UploadAsync(ana, Nomenclature(new DateOnly(2026, 7, 1), ends: []));
        var ended = await host.ClassifiedAsync("LAW-ENDED", Code(1), confidence: 0.95);
        var kept = await host.ClassifiedAsync("LAW-KEPT", Code(2), confidence: 0.95);
        await host.ClassifiedAsync("LAW-ELSEWHERE", Code(1), confidence: 0.95, owner: AnalystHost.Stranger);
        await ManyAsync(Code(3), 3_000);

        var imported = await UploadAsync(ana, Nomenclature(new DateOnly(2026, 8, 1), ends: [Code(1), Code(3)]));

        Assert.Equal(3_002, imported.GetProperty("flagged").GetInt32());
        var listed = imported.GetProperty("flagged_classifications").EnumerateArray().ToArray();
        Assert.Equal(1_000, listed.Length);
        Assert.DoesNotContain(listed, item => item.Text("partnumber") == "LAW-ELSEWHERE");
        var item =
            Assert.Single((await ana.GetJsonAsync("/review?reason=LEGAL_CHANGE&limit=200")).GetProperty("items").EnumerateArray(),
                item => item.GetProperty("classification").Text("partnumber") == "LAW-ENDED");
        Assert.Equal("OPEN", item.Text("state"));
        Assert.Contains("deixa de vigorar em 31/12/2026 (Res Gecex 999/2026)", item.Text("reason"), StringComparison.Ordinal);
        Assert.True(item.GetProperty("classification").GetProperty("needs_review").GetBoolean());
        Assert.Single((await stranger.GetJsonAsync("/review?reason=LEGAL_CHANGE")).GetProperty("items").EnumerateArray());
        Assert.Equal(
            3_000L, await host.ScalarAsync(
                "select count(*) from review_item r join classification c on c.id = r.classification_id where c.ncm = $1 and r.state = "
                + "'OPEN' and r.reasons = '{LEGAL_CHANGE}'", Code(3)));
        Assert.Null(await host.ScalarAsync("select 1 from review_item where classification_id = $1", kept));

        var file = (await ana.GetJsonAsync("/fiscal-tables")).GetProperty("items")[0];
        var detail = await ana.GetJsonAsync($"/fiscal-tables/{file.Id("id")}");
        Assert.Equal([Code(1), Code(3)], detail.GetProperty("diff").GetProperty("ended").EnumerateArray().Select(end => end.Text("code")));

        // A decision closes it; the same file again opens nothing.
        await ana.PostAsync($"/review/{item.Id("id")}/reject", new { reason = "código extinto" });
        Assert.Equal(0,
            (await UploadAsync(ana, Nomenclature(new DateOnly(2026, 8, 1), ends: [Code(1), Code(3)]))).GetProperty("flagged").GetInt32());
        Assert.Equal("REJECTED", await host.ScalarAsync("select state from review_item where classification_id = $1", ended));
    }

    [Fact]
    public async Task A_duty_changes_only_where_the_rate_that_holds_becomes_another()
    {
        var (july, august) = (new DateOnly(2026, 7, 1), new DateOnly(2026, 8, 1));
        DutyRate Line(string code, string annex, decimal percent, DateOnly? from = null, string? ex = null) =>
            new(code, annex, ex, false, Rate.FromPercent(percent), null, from ?? july, NcmNode.Open, $"Res Gecex {percent}");
        await ImportAsync(Tariff(july,
            Line("11111111", "II", 16), Line("22222222", "II", 16), Line("22222222", "VI", 7), Line("33333333", "II", 16),
            Line("44444444", "II", 16), Line("55555555", "II", 16), Line("55555555", "VI", 0, ex: "001")));
        foreach (var code in (string[])["11111111", "22222222", "33333333", "44444444", "55555555"])
        {
            await host.ClassifiedAsync($"DUTY-{code}", code, confidence: 0.95);
        }

        var outcome = await ImportAsync(Tariff(august,
            Line("11111111", "II", 14),
            Line("22222222", "II", 9), Line("22222222", "VI", 7), // overridden before and after
            Line("33333333", "II", 16), Line("33333333", "VI", 0, from: new DateOnly(2026, 10, 1)), // a new line of a list
            Line("44444444", "II", 16),
            Line("55555555", "II", 16), Line("55555555", "VI", 2, ex: "001"))); // a candidate

        Assert.Equal(
            [
                ("DUTY-11111111", "Imposto de importação: de 16% para 14% a partir de 01/08/2026 (Res Gecex 14)."),
                ("DUTY-33333333", "Imposto de importação: de 16% para 0% a partir de 01/10/2026 (Res Gecex 0)."),
            ],
            outcome.Flagged.Select(item => (item.PartNumber, item.Reason)).Order());
    }

    [Fact]
    public async Task A_changed_ex_of_the_tipi_concerns_those_who_classified_in_it()
    {
        var (july, august) = (new DateOnly(2026, 7, 1), new DateOnly(2026, 8, 1));
        FiscalFile Tipi(DateOnly asOf, decimal ex, Rate other) => new(FiscalFileKind.Tipi, "tipi.xlsx", $"{asOf}", asOf, null)
        {
            Tipi =
            [
                new TipiRate("85171300", null, Rate.FromPercent(9.75m), null, asOf, NcmNode.Open, null),
                new TipiRate("85171300", "01", Rate.FromPercent(ex), "Ex", asOf, NcmNode.Open, null),
                new TipiRate("85322410", null, other, null, asOf, NcmNode.Open, null),
                .. Enumerable.Range(0, 9_100).Select(i => new TipiRate(Code(i), null, Rate.Zero, null, asOf, NcmNode.Open, null)),
            ],
        };
        await ImportAsync(Tipi(july, 0m, Rate.Zero));
        var inEx = await host.ClassifiedAsync("TIPI-EX", "85171300", confidence: 0.95);
        await host.ExecuteAsync("update classification set exception = '01' where id = $1", inEx);
        await host.ClassifiedAsync("TIPI-WHOLE", "85171300", confidence: 0.95);
        await host.ClassifiedAsync("TIPI-NT", "85322410", confidence: 0.95);

        var outcome = await ImportAsync(Tipi(august, 3.25m, Rate.NotTaxed));

        Assert.Equal(
            [("TIPI-EX", "IPI do Ex 01: de 0% para 3,25% a partir de 01/08/2026."),
                ("TIPI-NT", "IPI: de 0% para NT a partir de 01/08/2026.")],
            outcome.Flagged.Select(item => (item.PartNumber, item.Reason)).Order());
    }

    [Fact]
    public async Task The_first_official_nomenclature_judges_what_the_starter_table_could_not()
    {
        await using var own = new AnalystHost(servers);
        await own.InitializeAsync();
        await FiscalImport.EnsureStarterAsync(own.Database, Ct);
        await own.ClassifiedAsync("FIRST-UNKNOWN", "61091000", confidence: 0.95);
        await own.ClassifiedAsync("FIRST-KNOWN", Code(1), confidence: 0.95);

        var outcome =
            await FiscalImport.ImportAsync(
                own.Database, FiscalFileReader.ReadFile("ncm.json", Nomenclature(new DateOnly(2026, 7, 1), ends: [])), force: false, Ct);

        var flagged = Assert.Single(outcome.Flagged);
        Assert.Equal(("FIRST-UNKNOWN", "O código 6109.10.00 não existe ou não vigora na NCM oficial de 01/07/2026."),
            (flagged.PartNumber, flagged.Reason));
    }

    private Task<ImportOutcome> ImportAsync(FiscalFile file) => FiscalImport.ImportAsync(host.Database, file, force: false, Ct);

    private static FiscalFile Tariff(DateOnly asOf, params DutyRate[] lines) =>
        new(FiscalFileKind.Tariff, "tarifa.xlsx", $"{asOf}", asOf, null)
    {
        Duties = [
            .. lines,
            .. Enumerable.Range(0, 5_100)
            .Select(i => new DutyRate(Code(i), "I", null, false, Rate.FromPercent(2m), null, asOf, NcmNode.Open, "TEC"))],
    };

    private static string Code(int i) => $"{10_000_000 + i * 7}";

    private static byte[] Nomenclature(DateOnly asOf, string[] ends)
    {
        var json = new StringBuilder()
            .Append(CultureInfo.InvariantCulture,
                $"{{\"Data_Ultima_Atualizacao_NCM\":\"Vigente em {asOf:dd/MM/yyyy}\",\"Ato\":\"Resolução Gecex nº "
                + $"999/2026\",\"Nomenclaturas\":[");
        for (var i = 0; i < 9_100; i++)
        {
            var code = Code(i);
            json.Append(i == 0 ? "" : ",")
                .Append(CultureInfo.InvariantCulture,
                    $"{{\"Codigo\":\"{NcmCode.Format(code)}\",\"Descricao\":\"Mercadoria "
                    + $"{i}\",\"Data_Inicio\":\"01/04/2022\",\"Data_Fim\":\"")
                .Append(Array.IndexOf(ends, code) >= 0
                    ? "31/12/2026\",\"Tipo_Ato_Fim\":\"Res Gecex\",\"Numero_Ato_Fim\":\"999\",\"Ano_Ato_Fim\":\"2026" : "31/12/9999")
                .Append("\",\"Tipo_Ato_Ini\":\"Res Gecex\",\"Numero_Ato_Ini\":\"272\",\"Ano_Ato_Ini\":\"2021\"}");
        }

        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }

    private Task ManyAsync(string ncm, int count) => host.ExecuteAsync(
        """
        with part as (
            insert into part_number (id, number, normalized)
            select gen_random_uuid(), 'MANY-' || n, 'MANY' || n from generate_series(1, $3) n returning id, normalized)
        insert into classification
            (id, organisation_id, part_number_id, number_key, version, status, ncm, confidence, needs_review, result, tax_at_stake)
        select gen_random_uuid(), $1, id, normalized, 1, 'ACTIVE', $2, 0.95, false, '{}', 1 from part
        """, AnalystHost.Ana, ncm, count);

    private static async Task<JsonElement> UploadAsync(HttpClient client, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "ncm.json" } };
        return await (await client.PostAsync(new Uri("/fiscal-tables", UriKind.Relative), form, Ct)).JsonAsync();
    }
}
