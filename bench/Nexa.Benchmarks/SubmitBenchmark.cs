using System.Globalization;
using System.Net.Http.Json;
using Nexa.Tests.Support;

namespace Nexa.Benchmarks;

/// <summary>POST /classify-partnumber: accepted, committed, answered; while the workers classify on the same machine, and alone.</summary>
internal static class SubmitBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        await using (var agents = await InstantAgents.StartAsync())
        await using (var system = await Measure.StartAsync(agents.Url))
        {
            agents.Connect(system.Redis);
            await MeasureAsync(system, "", seconds, figures);
        }

        await using (var agents = await InstantAgents.StartAsync())
        await using (var system = await Measure.StartAsync(agents.Url, workers: 0))
        {
            await MeasureAsync(system, "_alone", seconds, figures);
        }

        Measure.PrintJson(figures);
        return 0;
    }

    private static async Task MeasureAsync(NexaSystem system, string suffix, int seconds, Dictionary<string, object> figures)
    {
        using var http = new HttpClient { BaseAddress = system.Api };
        var number = 0;
        await Measure.RunAsync(64, Measure.WarmUp, _ => SubmitAsync());
        foreach (var inFlight in (int[])[1, 16, 64])
        {
            if (suffix.Length == 0)
            {
                await Measure.DrainAsync(system);
            }

            var measured = await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), _ => SubmitAsync());
            Console.WriteLine(
                $"{(suffix.Length == 0 ? "workers classify meanwhile" : "no workers")}, {inFlight} in flight: "
                + $"{Measure.Show(measured.PerSecond)}/s, p50 {Measure.Show(measured.P50Ms)} ms, p99 {Measure.Show(measured.P99Ms)} ms, "
                + $"{measured.Failed} failed");
            figures[$"p50_ms_{inFlight}{suffix}"] = measured.P50Ms;
            figures[$"p99_ms_{inFlight}{suffix}"] = measured.P99Ms;
            figures[$"per_s_{inFlight}{suffix}"] = measured.PerSecond;
        }

        async Task<bool> SubmitAsync()
        {
            using var response =
                await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"BENCH-{Interlocked.Increment(ref number)}" });
            return response.StatusCode == System.Net.HttpStatusCode.Accepted;
        }
    }
}
