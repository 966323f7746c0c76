using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.FiscalStore;

/// <summary>What changed between two editions that need not follow one another.</summary>
public sealed class EditionChangesTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static readonly DateOnly July = new(2026, 7, 1), August = new(2026, 8, 1), September = new(2026, 9, 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_editions_are_compared_with_what_lies_between_them()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        var starter = await FindNewestAsync(ana);
        await ImportAsync(Tipi(July, [Row("85171300", 5m, July), Row("85322410", 10m, July), Row("85411011", 2m, July)]));
        var july = await FindNewestAsync(ana);
        await ImportAsync(Tipi(August, [Row("85171300", 7m, August), Row("85322410", 10m, July), Row("85411011", 2m, July)]));
        await ImportAsync(Tipi(September, [Row("85171300", 9.75m, September), Row("85322410", 10m, July), Row("85423190", 0m, September)]));
        var september = await FindNewestAsync(ana);

        var changes = await ana.GetJsonAsync($"/fiscal-tables/editions/{september}/changes?since={july}");

        var table = Assert.Single(changes.GetProperty("tables").EnumerateArray());
        Assert.Equal(("tipi", "2026-07-01", "2026-09-01"), (table.Text("kind"), table.Text("was"), table.Text("now")));
        var diff = table.GetProperty("diff");
        Assert.Equal("85423190", Assert.Single(diff.GetProperty("born").EnumerateArray()).GetString());
        var ended = Assert.Single(diff.GetProperty("ended").EnumerateArray());
        Assert.Equal(("85411011", "2026-08-31"), (ended.Text("code"), ended.Text("last_day")));
        var changed = Assert.Single(diff.GetProperty("changed").EnumerateArray());
        Assert.Equal(("85171300", "5", "9.75"), (changed.Text("code"), changed.Text("was"), changed.Text("now")));

        Assert.Equal(0, (await ana.GetJsonAsync($"/fiscal-tables/editions/{july}/changes?since={july}")).Count("tables"));
        var first = await ana.GetJsonAsync($"/fiscal-tables/editions/{july}/changes?since={starter}");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, first.GetProperty("tables")[0].GetProperty("diff").ValueKind);
        await ana.SendJsonAsync(HttpMethod.Get, $"/fiscal-tables/editions/{july}/changes?since={Guid.NewGuid()}", null, 404);
        await ana.SendJsonAsync(HttpMethod.Get, $"/fiscal-tables/editions/{july}/changes", null, 400);
    }

    [Fact]
    public void A_code_that_ended_is_told_with_its_last_day_and_act_and_a_new_text_is_a_change()
    {
        var before = Ncm(July, new NcmNode("85411011", "Zener", July, NcmNode.Open, "Res. 1"), new NcmNode("8541", "Diodos", July, NcmNode.Open, null));
        var after = Ncm(
            September, new NcmNode("85411011", "Zener", July, new DateOnly(2026, 8, 15), "Res. 1", "Res. 9"),
            new NcmNode("85411012", "Outros Zener", new DateOnly(2026, 8, 16), NcmNode.Open, "Res. 9"),
            new NcmNode("8541", "Diodos e transistores", July, NcmNode.Open, null));

        var diff = TableComparison.Compare(before, after)!;

        Assert.Equal(["85411012"], diff.Born);
        Assert.Equal(new EndedCode("85411011", new DateOnly(2026, 8, 15), "Res. 9"), Assert.Single(diff.Ended));
        Assert.Equal(new ChangedRate("8541", "texto", "Diodos", "Diodos e transistores"), Assert.Single(diff.Changed));
        Assert.Equal("85411012", Assert.Single(new NcmTable(after.Ncm).FindSuccessors("85411011")).Code);
    }

    private static async Task<Guid> FindNewestAsync(HttpClient client) =>
        (await client.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0].Id("id");

    private Task<ImportOutcome> ImportAsync(FiscalFile file) => FiscalImport.ImportAsync(host.Database, file, force: true, Ct);

    private static FiscalFile Ncm(DateOnly day, params NcmNode[] nodes) =>
        new(FiscalFileKind.Ncm, "ncm.json", $"{day:yyyyMMdd}", day, null) { Ncm = nodes };

    private static FiscalFile Tipi(DateOnly day, IReadOnlyList<TipiRate> rows) =>
        new(FiscalFileKind.Tipi, "tipi.xlsx", $"{day:yyyyMMdd}", day, "Decreto")
        {
            // A whole table has more than 9,000 codes.
            Tipi = [.. rows, .. Enumerable.Range(0, 9_100).Select(i => Row($"{10_000_000 + (i * 7)}", 0m, July))],
        };

    private static TipiRate Row(string code, decimal percent, DateOnly from) =>
        new(code, null, Rate.FromPercent(percent), null, from, NcmNode.Open, "Decreto");
}
