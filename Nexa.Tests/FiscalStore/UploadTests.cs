using System.Net;
using System.Text.Json;
using Nexa.Core.Identity;
using Nexa.Fiscal;

namespace Nexa.Tests.FiscalStore;

public sealed class UploadTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_imports_a_file_and_the_look_up_answers_from_it()
    {
        var path = SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json");
        await using var host = await ApiHost.StartAsync(servers);
        using var admin = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));

        using var answer = await UploadAsync(admin, await File.ReadAllBytesAsync(path, Ct));
        var imported = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct));
        Assert.True(imported.GetProperty("switched").GetBoolean());
        Assert.Equal(15_156, imported.GetProperty("counts").GetProperty("linhas").GetInt32());
        await Eventually.HoldsAsync(
            async () => (await admin.GetAsync(new Uri("/ncm/3913.90.50", UriKind.Relative), Ct)).IsSuccessStatusCode,
            TimeSpan.FromMinutes(1));

        var ending =
            JsonSerializer.Deserialize<JsonElement>(
                await admin.GetStringAsync(new Uri("/ncm/3913.90.50?on=2026-10-01", UriKind.Relative), Ct));
        Assert.False(ending.GetProperty("in_force").GetBoolean());
        Assert.Contains("deixou de vigorar em 30/09/2026", ending.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_file_says_why_and_changes_nothing()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var admin = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));

        using var answer = await UploadAsync(admin, "<html>bloqueado</html>"u8.ToArray());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("HTML", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var user = await host.ClientAsync(await host.CreateUserAsync());
        using var forbidden = await UploadAsync(user, [1]);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public void Of_a_code_that_ended_the_leaves_born_then_are_its_successors()
    {
        var (begin, end) = (new DateOnly(2022, 4, 1), new DateOnly(2026, 1, 31));
        var table = new NcmTable(
        [
            new NcmNode("59039000", "Outros", begin, end, null), new NcmNode("59039010", "Novo", end.AddDays(1), NcmNode.Open, null),
            new NcmNode("59039090", "Outros", end.AddDays(1), NcmNode.Open, null),
            new NcmNode("59032000", "Antigo", begin, NcmNode.Open, null),
        ]);

        Assert.Equal(["59039010", "59039090"], table.FindSuccessors("5903.90.00").Select(node => node.Code));
        Assert.Empty(table.FindSuccessors("59032000"));
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "tabela.json" } };
        return await client.PostAsync(new Uri("/fiscal-tables", UriKind.Relative), form, Ct);
    }
}
