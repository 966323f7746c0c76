using System.Globalization;

namespace Nexa.Benchmarks;

/// <summary>History and review queue over two million classifications, through a whole system.</summary>
internal static class HistoryBenchmark
{
    private static readonly (string Name, string Path)[] Queries =
    [
        ("newest", "/history"), ("by confidence", "/history?sort=confidence&order=asc"), ("by stake", "/history?sort=tax_at_stake"),
        ("facets", "/history?facets=true"),
        ("number prefix", "/history?partnumber=STM32A"), ("number contains", "/history?partnumber_contains=A1B"),
        ("number absent", "/history?partnumber_contains=ZZZQ"),
        ("manufacturer", "/history?manufacturer=Fabricante%2077%20"), ("ncm, facets", "/history?ncm=8532&facets=true"),
        ("rare ncm", "/history?ncm=85077"),
        ("text", "/history?q=capacitor%20ceramico"), ("rare text", "/history?q=codigo%204711"),
        ("ncm, ex, status", "/history?ncm=8532&ex=01&status=ACTIVE&facets=true"),
        ("document without tasks", "/history?document_id=00000000-0000-7000-8000-00000000000d"), ("review queue", "/review"),
        ("part numbers", "/partnumbers?search=LM"),
    ];

    private const int Seeded = 2_100_000;

    /// <summary>
    /// Against a system of its own, seeded first with as many classifications as given; or against one that runs and was seeded before, at
    /// the address given.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = Seeded;
        if (args is [var argument] && !int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out rows))
        {
            await MeasureAsync(argument);
            return 0;
        }

        await using var system = await Measure.StartAsync(agents: null);
        await HistorySeed.WriteAsync(system.Database, rows);
        await MeasureAsync(system.Api.ToString());
        return 0;
    }

    private static async Task MeasureAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, path) in Queries)
        {
            using (await http.GetAsync(new Uri(path, UriKind.Relative)))
            {
            }

            var measured = await Measure.RunAsync(1, TimeSpan.FromSeconds(3), async _ =>
            {
                using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
                return response.IsSuccessStatusCode;
            });
            Console.WriteLine(
                $"{name}: p50 {Measure.Show(measured.P50Ms)} ms, p99 {Measure.Show(measured.P99Ms)} ms, {measured.Failed} failed");
            figures[$"{name} p99_ms"] = measured.P99Ms;
        }

        Measure.PrintJson(figures);
    }
}
