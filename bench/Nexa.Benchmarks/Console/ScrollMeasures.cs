using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Nexa.Benchmarks;

/// <summary>10,000 rows that pass, and beside them as many rows of a page that does nothing: what is slow there is the machine.</summary>
internal static class ScrollMeasures
{
    private const int Rows = 10_000;
    private const int RowHeight = 36;

    /// <summary>More is seen as a stutter.</summary>
    private const double LongFrame = 50;

    public static async Task MeasureAsync(ConsolePages pages, int rounds, Dictionary<string, object> figures)
    {
        var (floor, history) = (new Frames("floor"), new Frames("history"));
        for (var round = 0; round < rounds; round++)
        {
            await ScrollAsync(await pages.OpenPlainAsync(WritePlainPage()), floor);
            await ScrollAsync(await pages.OpenAsync("/historico", "table.rows"), history);
        }

        Measure.Add(figures, "scrolled_rows", history.Passed);
        Measure.Add(figures, "slowest_frame_ms", history.Slowest);
        Measure.Add(figures, "frames_over_50_ms", history.Long);
        Measure.Add(figures, "floor_slowest_frame_ms", floor.Slowest);
        Measure.Add(figures, "floor_frames_over_50_ms", floor.Long);
    }

    /// <summary>As a person turns a wheel: a few rows at a time, until 10,000 have passed.</summary>
    private static async Task ScrollAsync(IPage page, Frames measured)
    {
        await page.Mouse.MoveAsync(700, 500);
        await page.EvaluateAsync("probe.startFrames()");
        for (var turn = 0; turn < 5_000 && await ReadTopAsync(page) < Rows * RowHeight; turn++)
        {
            await page.Mouse.WheelAsync(0, 10 * RowHeight);
            await page.EvaluateAsync("new Promise(requestAnimationFrame)");
        }

        var passed = await ReadTopAsync(page) / RowHeight;
        measured.Add(passed, await page.EvaluateAsync<double[]>("probe.stopFrames()"));
        await page.Context.CloseAsync();
    }

    private static string WritePlainPage()
    {
        var html = new StringBuilder("<style>body { margin: 0; } div { height: 742px; overflow: auto; contain: content; } ")
            .Append("p { box-sizing: border-box; height: 36px; margin: 0; border-top: 1px solid #ddd; }</style><div data-reads-ahead>");
        for (var row = 0; row < Rows + 100; row++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>linha {row}</p>");
        }

        return html.Append("</div>").ToString();
    }

    private static Task<double> ReadTopAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('[data-reads-ahead]').scrollTop");

    private sealed class Frames(string what)
    {
        public List<double> Passed { get; } = [];
        public List<double> Slowest { get; } = [];
        public List<double> Long { get; } = [];

        public void Add(double passed, double[] frames)
        {
            Passed.Add(passed);
            Slowest.Add(frames.Max());
            Long.Add(frames.Count(frame => frame > LongFrame));
            var slow = frames.Index().Where(frame => frame.Item > LongFrame).Select(frame => $"{frame.Item:0} ms at frame {frame.Index}");
            Console.WriteLine(
                $"{what}: {passed:0} rows, {frames.Length} frames, slowest {Slowest[^1]:0} ms, over 50: {string.Join(", ", slow)}");
        }
    }
}
