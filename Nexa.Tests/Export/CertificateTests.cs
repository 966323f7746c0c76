using System.Net;
using System.Net.Http.Json;
using UglyToad.PdfPig;

namespace Nexa.Tests.Export;

/// <summary>A certificate names who answers for it and what it rests on, in Portuguese, and anyone may check its fingerprint.</summary>
public sealed class CertificateTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Until_a_person_has_approved_it_it_is_a_proposal_and_then_it_names_them_with_position_and_registration()
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("CERT-WHO");
        var before = await ReadAsync(ana, id);
        await host.ExecuteAsync(
            "update app_user set position = 'Despachante aduaneira', registration = '8D.00.123' where id = $1", AnalystHost.Ana);
        await ana.PostAsync($"/classifications/{id}/approve");
        var after = await ReadAsync(ana, id);

        Assert.Contains("Proposta de classificação fiscal", before, StringComparison.Ordinal);
        Assert.Contains("sem aprovação de analista", before, StringComparison.Ordinal);
        Assert.Contains("Certificado de classificação fiscal", after, StringComparison.Ordinal);
        Assert.Contains("Ana, Despachante aduaneira, 8D.00.123, em", after, StringComparison.Ordinal);
        Assert.All(new[] { before, after }, text => Assert.Contains("não é Solução de Consulta", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_profile_keeps_position_and_registration_and_an_empty_text_clears_them()
    {
        using var bruno = host.As(AnalystHost.Bruno);
        using var saved = await bruno.PatchAsJsonAsync("/me", new { position = " Analista ", registration = "CRC 1" }, Ct);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        var me = await bruno.GetJsonAsync("/me");
        Assert.Equal(("Analista", "CRC 1"), (me.Text("position"), me.Text("registration")));

        using var cleared = await bruno.PatchAsJsonAsync("/me", new { position = "" }, Ct);
        me = await bruno.GetJsonAsync("/me");
        Assert.Equal((null, "CRC 1"), (me.GetProperty("position").GetString(), me.Text("registration")));
    }

    [Fact]
    public async Task Facts_and_rates_are_in_portuguese_whatever_the_agents_call_them()
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("CERT-WORDS");
        await host.ExecuteAsync(
            """
            update classification set pais = 'TW', basis = '85322410 2022-04-01', result = result || $2::jsonb where id = $1
            """, id, """
            {"evidence":[{"field":"mounting","value":"smd","source":"part number"},{"field":"color","value":"white"},
              {"field":"packing","value":"reel 180mm"},{"field":"power_w","value":"0.1"},{"field":"tolerance","value":"10 %"}],
             "rates":{"on":"2026-12-01","ii":{"rate":9.6,"basis":"Anexo II"},"ipi":{"rate":"UNKNOWN"}}}
            """);

        var text = await ReadAsync(ana, id);

        foreach (var said in new[] { "Montagem em superfície (SMD)", "Cor branca", "Embalagem carretel de 180 mm", "Potência 0,1 W",
            "Tolerância 10%", "II 9,6% · Anexo II", "IPI não disponível", "País Taiwan", "NCM 8532.24.10, vigente desde 01/04/2022",
            "(horário de Brasília)" })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("mounting", text, StringComparison.Ordinal);
        Assert.DoesNotContain("smd", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anyone_may_ask_whether_a_fingerprint_is_known_and_learns_the_day_and_nothing_else()
    {
        using var ana = host.As(AnalystHost.Ana);
        using var nobody = host.Api.Client();
        var id = await host.ClassifiedAsync("CERT-KNOWN");
        var record = await ana.GetByteArrayAsync(Address(id, "?format=json"), Ct);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(record));
        await host.ExecuteAsync("update issued_certificate set issued_at = '2026-03-01T02:30:00Z' where sha256 = $1", hash);
        await ana.GetByteArrayAsync(Address(id, ""), Ct); // given out again: the first day stays

        var known = await nobody.GetJsonAsync($"/certificates/{hash}");
        var unknown = await nobody.GetJsonAsync($"/certificates/{hash[1..]}0");

        Assert.Equal("""{"known":true,"issued_on":"2026-02-28"}""", known.GetRawText());
        Assert.Equal("""{"known":false,"issued_on":null}""", unknown.GetRawText());
        var printed = (await ReadAsync(ana, id)).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains($"/certificado/{hash}", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    [InlineData("%C3%A70123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    public async Task What_is_no_fingerprint_is_refused_and_not_called_unknown(string sha256)
    {
        using var nobody = host.Api.Client();
        using var refused = await nobody.GetAsync(new Uri($"/certificates/{sha256}", UriKind.Relative), Ct);

        var problem = await refused.JsonAsync(400);

        var sentence = problem.GetProperty("errors").GetProperty("sha256")[0].GetString();
        Assert.Contains("64 dígitos hexadecimais", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_in_capital_letters_is_the_same()
    {
        using var ana = host.As(AnalystHost.Ana);
        var record = await ana.GetByteArrayAsync(Address(await host.ClassifiedAsync("CERT-CAPITAL"), "?format=json"), Ct);
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(record));

        Assert.True((await ana.GetJsonAsync($"/certificates/{hash}")).GetProperty("known").GetBoolean());
    }

    [Fact]
    public async Task The_box_at_its_head_cuts_no_value()
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("CERT-BOX");
        await host.ExecuteAsync("update classification set nve = $2 where id = $1", id, "AA0001 AB0002 AC0003 AD0004 AE0005 AF0006");

        var text = await ReadAsync(ana, id);

        foreach (var value in (string[])["aprovação de analista", "AA0001", "AD0004", "AF0006"])
        {
            Assert.Contains(value, text, StringComparison.Ordinal);
        }
    }

    private static Uri Address(Guid id, string format) => new($"/classifications/{id}/certificate{format}", UriKind.Relative);

    private static async Task<string> ReadAsync(HttpClient ana, Guid id)
    {
        using var pdf = PdfDocument.Open(await ana.GetByteArrayAsync(Address(id, ""), Ct));
        return string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
    }
}
