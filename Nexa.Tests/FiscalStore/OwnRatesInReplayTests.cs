using System.Text.Json;
using Nexa.Core.FiscalStore;

namespace Nexa.Tests.FiscalStore;

/// <summary>An organisation's own rates have no editions: an answer of an earlier edition says so.</summary>
public sealed class OwnRatesInReplayTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string Code = "85171300";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rates_of_ones_own_are_said_to_be_of_today_where_an_earlier_edition_answers()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        var first = (await ImportAsync(3m, new DateOnly(2026, 6, 1))).SnapshotId;
        var second = (await ImportAsync(4m, new DateOnly(2026, 6, 2))).SnapshotId;
        await ana.PostAsync($"/fiscal-tables/editions/{second}/restore");
        var current = (await ana.GetJsonAsync("/taxes/rates")).Id("snapshot_id");
        Assert.Equal((false, false, false), await AskAsync(first));

        using var form = new MultipartFormDataContent();
        using var csv = new StringContent("tributo;escopo;ncm;aliquota;inicio;fim;ato;nota\nicms;SP;;18;2026-01-01;;RICMS/SP");
        form.Add(csv, "file", "icms.csv");
        await (await ana.PostAsync(new Uri("/organisation/rates", UriKind.Relative), form, Ct)).JsonAsync();

        Assert.Equal((true, true, true), await AskAsync(first));
        Assert.Equal((false, false, false), await AskAsync(current));
        await ana.SendJsonAsync(HttpMethod.Delete, "/organisation/rates/icms?scope=SP", null, 204);

        async Task<(bool Rates, bool Ncm, bool Estimate)> AskAsync(Guid snapshot) => (
            SaysToday(await ana.GetJsonAsync($"/taxes/rates?snapshot={snapshot}")),
            SaysToday(await ana.GetJsonAsync($"/ncm/{Code}?snapshot={snapshot}")),
            SaysToday(await ana.EstimateAsync("{\"date\":\"2026-11-20\",\"transport_mode\":\"air\",\"uf\":\"SP\",\"snapshot\":\"" + snapshot
                + "\",\"items\":[{\"ncm\":\"85171300\",\"customs_value\":100}]}")));

        static bool SaysToday(JsonElement answer) => answer.GetProperty("notes").EnumerateArray()
            .Any(note => note.GetString()!.StartsWith("As alíquotas próprias da organização são as cadastradas hoje", StringComparison.Ordinal));
    }

    private Task<ImportOutcome> ImportAsync(decimal rate, DateOnly day) =>
        FiscalImport.ImportAsync(host.Database, RestoreTests.Tipi(day, rate), force: false, Ct);
}
