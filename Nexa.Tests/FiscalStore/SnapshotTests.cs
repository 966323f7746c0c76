using System.Text.Json;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;

namespace Nexa.Tests.FiscalStore;

/// <summary>What Nexa would have answered with the tables of an earlier day, and what a classification rests on.</summary>
public sealed class SnapshotTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string Code = "85171300";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edition_answers_wherever_a_day_does()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        var first = (await ImportAsync(new DateOnly(2026, 7, 1), 5m)).SnapshotId;
        var second = (await ImportAsync(new DateOnly(2026, 8, 1), 7m)).SnapshotId;
        await ana.PostAsync($"/fiscal-tables/editions/{second}/restore");
        const string Request =
            """{"date":"2026-11-20",SNAPSHOT"transport_mode":"air","icms_rate":18,"items":[{"ncm":"85171300","customs_value":100}]}""";

        var now = await ana.GetJsonAsync($"/ncm/{Code}?on=2026-11-20");
        var then = await ana.GetJsonAsync($"/ncm/{Code}?on=2026-11-20&snapshot={first}");
        var estimate =
            await ana.EstimateAsync(Request.Replace("SNAPSHOT", $"\"snapshot\":\"{first}\",", StringComparison.Ordinal));

        Assert.Equal((7m, 5m), (Ipi(now), Ipi(then)));
        Assert.Equal(first, then.Id("snapshot_id"));
        Assert.Equal(first, estimate.Id("snapshot_id"));
        Assert.Equal(first, (await ana.GetJsonAsync($"/taxes/rates?snapshot={first}")).Id("snapshot_id"));
        Assert.Equal(second, (await ana.EstimateAsync(Request.Replace("SNAPSHOT", "", StringComparison.Ordinal))).Id("snapshot_id"));
    }

    [Theory]
    [InlineData("/ncm/85322410?snapshot={0}")]
    [InlineData("/taxes/rates?snapshot={0}")]
    public async Task An_edition_that_does_not_exist_is_refused(string path)
    {
        using var ana = host.As(AnalystHost.Ana);

        var problem = await ana.SendJsonAsync(
            HttpMethod.Get, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Guid.NewGuid()), null, 400);

        Assert.Contains("não existe", problem.GetProperty("errors").GetProperty("snapshot").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_keeps_its_edition_and_the_certificate_names_both()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        var edition = (await ana.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0].Id("id");
        await ana.PostAsync($"/fiscal-tables/editions/{edition}/restore");
        var id = await host.ClassifiedAsync("KEPT-EDITION");

        var corrected = await ana.SendJsonAsync(
            HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85322310", reason = "Uma camada" });

        var version = corrected.GetProperty("classification");
        Assert.Equal(edition, version.Id("snapshot_id"));
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(
            await ana.GetByteArrayAsync(new Uri($"/classifications/{version.Id("id")}/certificate", UriKind.Relative), Ct));
        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        Assert.Contains($"(edição {edition})", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split(edition.ToString()).Length - 1);
    }

    /// <summary>The tables are taken once an answer; a switch between two answers is seen whole or not at all.</summary>
    [Fact]
    public async Task While_an_edition_is_restored_no_answer_mixes_two()
    {
        var source = new FiscalTablesSource();
        using var tables = new OrganisationTables(source, host.Database, TimeProvider.System);
        var (low, high) = (Tables(1m), Tables(9m));
        source.SwitchTo(low);
        var judge = new Nexa.Worker.Classification.ResultJudge(TimeProvider.System);
        var item = new Core.Tasks.TaskItem { PartNumber = "MIX" };
        var answer = new Core.Contracts.ClassificationResult { Ncm = Code, ConfidenceScore = 0.95 };
        using var done = new CancellationTokenSource();
        var switching = Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                source.SwitchTo(i % 2 == 0 ? high : low);
            }
        }, Ct);

        var judged = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var made = new List<Core.Classifications.JudgedResult>();
            for (var i = 0; i < 2_000; i++)
            {
                made.Add(judge.Judge(await tables.FindAsync(AnalystHost.Ana, Ct), item, answer, approved: null));
            }

            return made;
        })));
        await done.CancelAsync();
        await switching;

        var seen = new HashSet<Guid>();
        foreach (var one in judged.SelectMany(made => made))
        {
            var rates = one.Result.Rates!.Value;
            var (duty, ipi) = (rates.GetProperty("ii").GetProperty("rate").GetDecimal(), Ipi(rates));
            var own = one.Edition == low.SnapshotId ? 1m : 9m;
            Assert.Equal((own, own, one.Edition), (duty, ipi, rates.Id("snapshot_id")));
            seen.Add(one.Edition!.Value);
        }

        Assert.Equal(2, seen.Count);
    }

    private static decimal Ipi(JsonElement answer) =>
        (answer.TryGetProperty("rates", out var rates) ? rates : answer).GetProperty("ipi").GetProperty("rate").GetDecimal();

    private static FiscalTables Tables(decimal rate)
    {
        var from = new DateOnly(2022, 4, 1);
        return new FiscalTables(Guid.NewGuid(), "", from,
            new NcmTable([new NcmNode(Code, "Telefones", from, NcmNode.Open, null, null)]),
            [new TipiRate(Code, null, Rate.FromPercent(rate), null, from, NcmNode.Open, null)],
            [new DutyRate(Code, "I", null, false, Rate.FromPercent(rate), null, from, NcmNode.Open, null)]);
    }

    private Task<ImportOutcome> ImportAsync(DateOnly day, decimal rate) =>
        FiscalImport.ImportAsync(host.Database, RestoreTests.Tipi(day, rate), force: false, Ct);
}
