using System.Globalization;
using Microsoft.Playwright;

namespace Nexa.Benchmarks;

internal static class PageMeasures
{
    private const int Circuits = 50;

    /// <summary>Pages, each with what is on it once its data are there.</summary>
    private static readonly (string Path, string Ready)[] Pages =
    [
        ("/", "[data-draft]:not(:disabled)"), ("/historico", "table.rows"), ("/revisao", ".case-head h2"), ("/painel", ".figures"),
        ("/catalogo", "table.rows"), ("/ncm", ".codes li"), ("/impostos", ".tax-form input:not(:disabled)"),
    ];

    /// <summary>Long enough for what comes late to move what is there.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    /// <summary>Until the circuits have what they show and the collector has seen their garbage.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task MeasureLoadsAsync(ConsolePages pages, int rounds, Dictionary<string, object> figures)
    {
        var (paints, interactive) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var page = await pages.OpenAsync("/");
            await page.WaitForFunctionAsync("probe.interactive");
            interactive.Add(await page.EvaluateAsync<double>("probe.interactive"));
            paints.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            await page.Context.CloseAsync();
        }

        Measure.Add(figures, "first_paint_ms", paints);
        Measure.Add(figures, "interactive_ms", interactive);
    }

    public static async Task MeasureShiftsAsync(ConsolePages pages, Dictionary<string, object> figures)
    {
        var worst = 0.0;
        foreach (var (path, ready) in Pages)
        {
            var page = await pages.OpenAsync(path, ready);
            await Task.Delay(Settled);
            var shift = await page.EvaluateAsync<double>("probe.shift");
            Console.WriteLine($"{path}: layout shift {shift.ToString("0.####", CultureInfo.InvariantCulture)}");
            worst = Math.Max(worst, shift);
            await page.Context.CloseAsync();
        }

        figures["layout_shift_worst"] = Math.Round(worst, 4);
    }

    /// <summary>50 people at once: most classify, some review, some look at the history.</summary>
    public static async Task MeasureCircuitsAsync(ConsolePages pages, ShippedConsole console, Dictionary<string, object> figures)
    {
        await Task.Delay(Idle);
        var before = console.MemoryMb;
        List<IPage> open = [];
        for (var circuit = 0; circuit < Circuits; circuit++)
        {
            var (path, ready) = Pages[(circuit % 5) switch { 3 => 1, 4 => 2, _ => 0 }];
            open.Add(await pages.OpenAsync(path, ready));
        }

        await Task.Delay(Idle);
        figures["memory_mb_before"] = Math.Round(before);
        figures["memory_mb_50_circuits"] = Math.Round(console.MemoryMb);
        figures["memory_mb_added"] = Math.Round(console.MemoryMb - before);
        foreach (var page in open)
        {
            await page.Context.CloseAsync();
        }
    }
}
