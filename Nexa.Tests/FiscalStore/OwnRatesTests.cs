using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Tests.FiscalStore;

/// <summary>
/// Rates that the operator imports: ICMS by State, the list of the addition to COFINS, regimes, and laws newer than this version of Nexa.
/// </summary>
public sealed class OwnRatesTests(Servers servers)
{
    private const string Header = "tributo;escopo;ncm;alíquota;início;fim;ato;nota\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_rates_hold_by_their_dates_and_stand_beside_those_of_the_law()
    {
        await using var host = await ApiHost.StartAsync(servers);
        await FiscalImport.EnsureStarterAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), Ct);
        using var admin = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));

        var first = await UploadAsync(admin, """
            icms;sp;;18;01/01/2026;31/12/2026;RICMS/SP, art. 52
            icms;SP;8532;12;2026-01-01;;RICMS/SP, art. 53;capacitores
            cofins_additional;lista;8516;0,6;2026-01-01;2026-12-31;Lei 10.865/2004, art. 8º, §21
            cofins_additional;lista;8517;;2026-01-01;2026-12-31;Lei 10.865/2004, art. 8º, §21;Texto não conferido
            pis;autopecas;8536;3,12;2026-01-01;2026-12-31;Lei 10.485/2002, Anexo I
            cofins;autopecas;8536;14,37;2026-01-01;2026-12-31;Lei 10.485/2002, Anexo I
            cbs;;;8,7;2027-01-01;;Lei fictícia
            """);

        Assert.True(first.GetProperty("switched").GetBoolean());
        Assert.Equal(7, first.GetProperty("counts").GetProperty("linhas").GetInt32());
        await Eventually.HoldsAsync(
            async () => (await JsonAsync(admin, "/taxes/rates?on=2026-11-24&tax=icms")).GetProperty("rates").GetArrayLength() == 2,
            TimeSpan.FromMinutes(1));

        Assert.Equal(18m, await IcmsAsync(admin, "2026-11-24", "85011010"));
        Assert.Equal(12m, await IcmsAsync(admin, "2026-11-24", "85322410"));
        Assert.Null(await IcmsAsync(admin, "2025-11-24", "85322410"));
        Assert.Equal(9_650m, await CofinsAsync(admin, "85322410"));
        Assert.Equal(10_250m, await CofinsAsync(admin, "85167100"));
        Assert.Null(await CofinsAsync(admin, "85171300"));
        Assert.Equal(14_370m, await CofinsAsync(admin, "85365090", regime: "Autopeças"));

        var hint = await admin.EstimateAsync(Request("2026-11-24", "85365090"));
        Assert.Contains("regime especial de PIS/COFINS \"autopeças\"", string.Join(" ", hint.GetProperty("notes").EnumerateArray()),
            StringComparison.Ordinal);
        Assert.DoesNotContain("lista dos códigos não foi importada", string.Join(" ", hint.GetProperty("notes").EnumerateArray()),
            StringComparison.Ordinal);
        Assert.Equal(8_713.42m,
            (await admin.EstimateAsync(Request("2027-01-04", "85322410"))).GetProperty("totals").GetProperty("cbs").GetDecimal());
        Assert.Equal(0.9m, Row(await JsonAsync(admin, "/taxes/rates?on=2026-11-24&tax=cbs")).GetProperty("rate").GetDecimal());

        var view = (await JsonAsync(admin, "/ncm/8532.24.10?on=2026-11-24&uf=sp")).GetProperty("rates");
        Assert.Equal((12m, "RICMS/SP, art. 53"),
            (view.GetProperty("icms").GetProperty("rate").GetDecimal(), view.GetProperty("icms").GetProperty("act").GetString()));
        Assert.Equal(0m, view.GetProperty("cofins_additional").GetProperty("rate").GetDecimal());
        Assert.Equal(
            "autopecas",
            (await JsonAsync(admin, "/ncm/8536.50.90?on=2026-11-24")).GetProperty("rates").GetProperty("regimes")[0].GetProperty("regime")
                .GetString());
    }

    [Fact]
    public async Task A_file_says_all_of_the_scopes_that_it_names_and_nothing_of_the_others()
    {
        await using var host = await ApiHost.StartAsync(servers);
        await FiscalImport.EnsureStarterAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), Ct);
        using var admin = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));
        const string Sp = "icms;SP;;18;2026-01-01;;RICMS/SP\nicms;SP;8532;12;2026-01-01;;RICMS/SP";
        await UploadAsync(admin, Sp);

        var other = await UploadAsync(admin, "icms;SC;;17;2026-01-01;;RICMS/SC");
        var again = await UploadAsync(admin, Sp);
        var changed = await UploadAsync(admin, "icms;SP;;19;2026-01-01;;RICMS/SP");
        var back = await UploadAsync(admin, Sp);

        Assert.True(other.GetProperty("switched").GetBoolean());
        Assert.False(again.GetProperty("switched").GetBoolean());
        Assert.Equal("18", changed.GetProperty("diff").GetProperty("changed")[0].GetProperty("was").GetString());
        Assert.StartsWith(
            "icms SP 8532", changed.GetProperty("diff").GetProperty("ended")[0].GetProperty("line").GetString(), StringComparison.Ordinal);
        Assert.True(back.GetProperty("switched").GetBoolean());
        await Eventually.HoldsAsync(async () =>
            (await JsonAsync(admin, "/taxes/rates?on=2026-11-24&tax=icms")).GetProperty("rates").EnumerateArray()
                .Select(row => $"{row.GetProperty("scope")} {row.GetProperty("ncm")} {row.GetProperty("rate")}")
                .SequenceEqual(["SC  17", "SP  18", "SP 8532 12"]), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_organisations_own_rates_hold_for_it_alone_and_stand_before_the_operators()
    {
        await using var host = await ApiHost.StartAsync(servers);
        await FiscalImport.EnsureStarterAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), Ct);
        using var operating = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));
        using var ours = await host.ClientAsync(await host.CreateUserAsync(Roles.Admin));
        using var theirs = await host.ClientAsync(await host.CreateUserAsync(Roles.Admin));
        await UploadAsync(operating, "icms;SP;;18;2026-01-01;;RICMS/SP\nicms;SC;;17;2026-01-01;;RICMS/SC");
        await Eventually.HoldsAsync(async () => await IcmsAsync(theirs, "2026-11-24", "85322410") == 18m, TimeSpan.FromMinutes(1));

        await UploadAsync(ours, "icms;SP;;4;2026-01-01;;Regime especial 12/2026\npis;;8532;0;2026-01-01;;Decisão judicial", "/organisation/rates");

        Assert.Equal((4m, 18m), (await IcmsAsync(ours, "2026-11-24", "85322410"), await IcmsAsync(theirs, "2026-11-24", "85322410")));
        Assert.Equal(["SC operator", "SP organisation"],
            (await JsonAsync(ours, "/taxes/rates?on=2026-11-24&tax=icms")).GetProperty("rates").EnumerateArray()
                .Select(row => $"{row.GetProperty("scope").GetString()} {row.GetProperty("origin").GetString()}"));
        Assert.Equal("Decisão judicial",
            (await JsonAsync(ours, "/ncm/85322410?on=2026-11-24")).GetProperty("rates").GetProperty("pis").GetProperty("act").GetString());
        Assert.Equal(["icms SP 1", "pis  1"], await ListAsync(ours));
        Assert.Empty(await ListAsync(theirs));

        using var deleted = await ours.DeleteAsync(new Uri("/organisation/rates/icms?scope=SP", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(18m, await IcmsAsync(ours, "2026-11-24", "85322410"));
    }

    [Fact]
    public async Task An_organisation_loads_nothing_but_rates_and_not_more_of_them_than_are_read_at_once()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var ours = await host.ClientAsync(await host.CreateUserAsync(Roles.Admin));
        var most = string.Join('\n', Enumerable.Range(0, OwnRateRows.MostLines).Select(day =>
            $"icms;SP;;18;{new DateOnly(2020, 1, 1).AddDays(day):yyyy-MM-dd};{new DateOnly(2020, 1, 1).AddDays(day):yyyy-MM-dd};Ato"));
        await UploadAsync(ours, most, "/organisation/rates");

        var again = await PostAsync(ours, most, "/organisation/rates"); // the same scope is replaced
        var more = await PostAsync(ours, "icms;SC;;17;2026-01-01;;Ato", "/organisation/rates");
        var official = await PostAsync(ours, "", "/organisation/rates", """{"Nomenclaturas":[]}""");

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, more.Status);
        Assert.Contains("2.000 linhas", more.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, official.Status);
        Assert.Equal(["icms SP 2000"], await ListAsync(ours));
    }

    [Theory]
    [InlineData("icms;XX;;18;2026-01-01;;Ato", "linha 2: o escopo")]
    [InlineData("iptu;;;18;2026-01-01;;Ato", "não pode ser informado neste arquivo")]
    [InlineData("icms;SP;;100;2026-01-01;;Ato", "0 a 99")]
    [InlineData("icms;SP;;-1;2026-01-01;;Ato", "alíquota")]
    [InlineData("icms;SP;;dezoito;2026-01-01;;Ato", "alíquota")]
    [InlineData("icms;SP;853;18;2026-01-01;;Ato", "código NCM")]
    [InlineData("icms;SP;;18;;;Ato", "início")]
    [InlineData("icms;SP;;18;2026-01-01;2025-01-01;Ato", "termina antes")]
    [InlineData("icms;SP;;18;2026-01-01;;", "informe o ato")]
    [InlineData("icms;SP;;18;2026-01-01;;Ato\nicms;SP;;17;2026-06-01;;Ato", "há períodos sobrepostos")]
    [InlineData("cofins_additional;lista;;0,6;2026-01-01;;Ato", "lista do adicional")]
    [InlineData("siscomex;adicao_x;;1;2026-01-01;;Ato", "escopo")]
    [InlineData("", "nenhuma alíquota")]
    public void A_wrong_line_refuses_the_file_and_is_named(string lines, string reason)
    {
        var refused =
            Assert.Throws<RefusedFileException>(() => FiscalFileReader.ReadFile("icms.csv", Encoding.UTF8.GetBytes(Header + lines)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_excel_in_windows_1252_is_read_and_another_header_is_refused()
    {
        var file =
            FiscalFileReader.ReadFile(
                "icms.csv",
                Encoding.Latin1.GetBytes(
                    Header.ReplaceLineEndings("\r\n") + "ICMS;Sp;;18;01/01/2026;;Regulamento de São Paulo;\r\n;;;;;;;\r\n"));

        Assert.Equal(
            new TaxRate("icms", "SP", "", Rate.FromPercent(18m), new DateOnly(2026, 1, 1), NcmNode.Open, "Regulamento de São Paulo", null),
            Assert.Single(file.Rates));
        Assert.Contains(
            "primeira linha",
            Assert.Throws<RefusedFileException>(
                () => FiscalFileReader.ReadFile("icms.csv", "tributo;uf;aliquota\nicms;SP;18"u8.ToArray())).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void The_law_says_unknown_where_nothing_is_confirmed_and_dates_everything()
    {
        var law = FiscalTables.LoadStarter().Rates;
        var on = new DateOnly(2026, 11, 24);

        Assert.All(law.InForce(on), row => Assert.False(string.IsNullOrWhiteSpace(row.Rate.Act)));
        Assert.All(
            new[] { "perfumaria", "maquinas", "pneus" }, regime => Assert.Equal(Rate.Unknown, law.Find("pis", regime, "", on)!.Rate));
        Assert.Equal(Rate.Unknown, law.Find("is", "", "87032310", new DateOnly(2027, 1, 4))!.Rate);
        Assert.Equal(Rate.Zero, law.Find("is", "", "85322410", new DateOnly(2027, 1, 4))!.Rate);
        Assert.Equal(Rate.Unknown, law.Find("cbs", "", "", new DateOnly(2027, 1, 4))!.Rate);
    }

    private static string Request(string date, string ncm, string? regime = null) => $$$"""
        {"date":"{{{date}}}","uf":"SP","transport_mode":"air","items":[{"ncm":"{{{ncm}}}","customs_value":100000,
        "regime":{{{(regime is null ? "null" : $"\"{regime}\"")}}},"rates":{"ii":0,"ipi":0}}]}
        """;

    private static async Task<decimal?> IcmsAsync(HttpClient client, string date, string ncm) =>
        (await client.EstimateAsync(Request(date, ncm))).GetProperty("items")[0].GetProperty("steps").EnumerateArray()
            .FirstOrDefault(step => step.GetProperty("tax").GetString() == "icms") is { ValueKind: JsonValueKind.Object } step
            ? step.GetProperty("rate").GetDecimal() : null;

    private static async Task<decimal?> CofinsAsync(HttpClient client, string ncm, string? regime = null) =>
        (await client.EstimateAsync(Request("2026-11-24", ncm, regime))).GetProperty("totals")
            .GetProperty("cofins") is { ValueKind: JsonValueKind.Number } cofins ? cofins.GetDecimal() : null;

    private static JsonElement Row(JsonElement answer) => Assert.Single(answer.GetProperty("rates").EnumerateArray());

    private static Task<JsonElement> JsonAsync(HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path, Ct);

    private static async Task<IEnumerable<string>> ListAsync(HttpClient client) =>
        (await JsonAsync(client, "/organisation/rates")).GetProperty("items").EnumerateArray().Select(row =>
            $"{row.GetProperty("tax").GetString()} {row.GetProperty("scope").GetString()} {row.GetProperty("lines").GetInt32()}");

    private static async Task<JsonElement> UploadAsync(HttpClient client, string lines, string path = "/fiscal-tables")
    {
        var (status, body) = await PostAsync(client, lines, path);
        Assert.True(status is HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(
        HttpClient client, string lines, string path, string? content = null)
    {
        using var form =
            new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content ?? Header + lines)), "file", "aliquotas.csv" } };
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), form, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
