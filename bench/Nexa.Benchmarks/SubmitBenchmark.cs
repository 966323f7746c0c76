using System.Globalization;
using System.Net.Http.Json;

namespace Nexa.Benchmarks;

/// <summary>POST /classify-partnumber: accepted, committed, answered, while the workers classify what was accepted.</summary>
internal static class SubmitBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis.ConnectionString);
        using var http = new HttpClient { BaseAddress = new Uri(system.Api.Addresses[0]) };
        var number = 0;
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        await Measure.RunAsync(64, Measure.WarmUp, _ => SubmitAsync());
        foreach (var inFlight in (int[])[1, 16, 64])
        {
            await Measure.DrainAsync(system);
            var measured = await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), _ => SubmitAsync());
            Console.WriteLine($"{inFlight} in flight: {Measure.Show(measured.PerSecond)}/s, p50 {Measure.Show(measured.P50Ms)} ms, p99 {Measure.Show(measured.P99Ms)} ms, {measured.Failed} failed");
            figures[$"p50_ms_{inFlight}"] = measured.P50Ms;
            figures[$"p99_ms_{inFlight}"] = measured.P99Ms;
            figures[$"per_s_{inFlight}"] = measured.PerSecond;
        }

        Measure.PrintJson(figures);
        return 0;

        async Task<bool> SubmitAsync()
        {
            using var response = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"BENCH-{Interlocked.Increment(ref number)}" });
            return response.StatusCode == System.Net.HttpStatusCode.Accepted;
        }
    }
}
