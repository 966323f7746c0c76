using System.Net.Http.Headers;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.FiscalStore;

/// <summary>Tables have a way back: an edition restored, review items withdrawn, and the earlier file welcome again.</summary>
public sealed class RestoreTests(AnalystHost host, Servers servers) : IClassFixture<AnalystHost>
{
    private static readonly DateOnly July = new(2026, 7, 1);
    private static readonly DateOnly August = new(2026, 8, 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edition_is_put_in_force_again_and_what_the_later_one_raised_is_withdrawn()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        await ImportAsync(Tipi(July, 5m));
        var edition = (await ana.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0];
        Assert.True(edition.GetProperty("in_force").GetBoolean());
        var id = await host.ClassifiedAsync("RESTORED", "85171300", confidence: 0.95);
        await host.ExecuteAsync("""update classification set result = result || '{"rates":{"ipi":{"rate":5}}}' where id = $1""", id);
        var flagged = await ImportAsync(Tipi(August, 7m));
        Assert.Equal("RESTORED", Assert.Single(flagged.Flagged).PartNumber);

        var restored = await ana.PostAsync($"/fiscal-tables/editions/{edition.Id("id")}/restore");

        Assert.True(restored.GetProperty("switched").GetBoolean());
        Assert.Equal(1, restored.GetProperty("withdrawn").GetInt32());
        Assert.Contains(restored.GetProperty("replicas").EnumerateArray(), replica => replica.GetProperty("in_use").GetBoolean());
        Assert.Equal("SUPERSEDED", await host.ScalarAsync("select state from review_item where classification_id = $1", id));
        Assert.Equal(false, await host.ScalarAsync("select needs_review from classification where id = $1", id));
        var tables = (await FiscalImport.LoadAsync(host.Database, null, Ct))!;
        Assert.Equal(Rate.FromPercent(5m), tables.FindIpi("85171300", null, August.AddDays(5)).Rate);
        Assert.Equal(tables.SnapshotId, restored.Id("edition_id"));

        // What is in force again is no change; the file that was seen once and is not in force is welcome.
        Assert.False((await ana.PostAsync($"/fiscal-tables/editions/{edition.Id("id")}/restore")).GetProperty("switched").GetBoolean());
        var again = await ImportAsync(Tipi(August, 7m));
        Assert.True(again.Switched);
        Assert.Equal("RESTORED", Assert.Single(again.Flagged).PartNumber);
    }

    [Fact]
    public async Task An_edition_from_before_the_first_exchange_rates_keeps_those_of_today()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        var id = (await ana.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0].Id("id");
        await ImportAsync(FiscalFileReader.ReadFile("ptax.csv", "18/11/2026;220;A;USD;5,4321;5,4321;1,0000;1,0000\n"u8.ToArray()));
        await ImportAsync(Tipi(new DateOnly(2026, 9, 1), 3m));

        Assert.True((await ana.PostAsync($"/fiscal-tables/editions/{id}/restore")).GetProperty("switched").GetBoolean());

        var (rate, _) = (await FiscalImport.LoadAsync(host.Database, null, Ct))!.Exchange.FindSale("USD", new DateOnly(2026, 11, 19));
        Assert.Equal(5.4321m, rate!.Sale);
    }

    [Fact]
    public async Task An_edition_that_does_not_exist_is_not_found()
    {
        using var ana = host.As(AnalystHost.Ana);
        await ana.PostAsync($"/fiscal-tables/editions/{Guid.NewGuid()}/restore", status: 404);
    }

    [Fact]
    public async Task Who_imports_is_answered_by_the_tables_that_were_imported()
    {
        await using var own = new AnalystHost(servers);
        await own.InitializeAsync();
        await FiscalImport.EnsureStarterAsync(own.Database, Ct);
        using var ana = own.As(AnalystHost.Ana);
        foreach (var rate in (int[])[18, 17, 12])
        {
            using var form = new MultipartFormDataContent();
            using var csv = new StringContent($"tributo;escopo;ncm;aliquota;inicio;fim;ato;nota\nicms;SP;;{rate};2026-01-01;;RICMS/SP");
            csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            form.Add(csv, "file", "icms.csv");
            await (await ana.PostAsync(new Uri("/fiscal-tables", UriKind.Relative), form, Ct)).JsonAsync();

            var row = (await ana.GetJsonAsync("/taxes/rates?on=2026-11-24&tax=icms")).GetProperty("rates").EnumerateArray().Single();

            Assert.Equal(rate, row.GetProperty("rate").GetDecimal());
        }
    }

    private Task<ImportOutcome> ImportAsync(FiscalFile file) => FiscalImport.ImportAsync(host.Database, file, force: false, Ct);

    internal static FiscalFile Tipi(DateOnly asOf, decimal rate) => new(FiscalFileKind.Tipi, "tipi.xlsx", $"{asOf} {rate}", asOf, null)
    {
        Tipi =
        [
            new TipiRate("85171300", null, Rate.FromPercent(rate), null, asOf, NcmNode.Open, null),
            .. Enumerable.Range(0, 9_100)
            .Select(i => new TipiRate($"{10_000_000 + i * 7}", null, Rate.Zero, null, asOf, NcmNode.Open, null)),
        ],
    };
}
