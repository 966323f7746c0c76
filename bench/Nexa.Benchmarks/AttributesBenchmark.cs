using System.Diagnostics;
using Nexa.Tests.Support;

namespace Nexa.Benchmarks;

/// <summary>
/// A file of 80,000 attributes by NCM through <c>Worker import-tables</c>, with the process's memory at its peak, then the look-up of codes
/// over HTTP with it in force.
/// </summary>
internal static class AttributesBenchmark
{
    private const int Links = 80_000;
    private static readonly DateOnly First = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-30);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 10;
        await using var system = await Measure.StartAsync(null, workers: 1);
        using var http = new HttpClient { BaseAddress = system.Api };
        var codes = AttributesFile.ListCodes().Take(1_500).ToArray();
        var figures = new Dictionary<string, object>(StringComparer.Ordinal) { ["links"] = Links };
        foreach (var (name, date, obligatory) in new[] { ("first", First, false), ("second", First.AddDays(7), true) })
        {
            var path = Path.Combine(Path.GetTempPath(), $"atributos-{Guid.NewGuid():n}.zip");
            await File.WriteAllBytesAsync(path, AttributesFile.Write(date, Links, obligatory: obligatory));
            var (took, peak, exit) = await ImportAsync(system, path);
            File.Delete(path);
            Console.WriteLine($"{name} import: {Measure.Show(took)} s, {Measure.Show(peak)} MB at its peak, exit {exit}");
            (figures[$"{name}_s"], figures[$"{name}_peak_mb"], figures[$"{name}_exit"]) = (took, peak, exit);
        }

        await WaitForAttributesAsync(http, codes[0]);
        var next = 0;
        Task<bool> LookUpAsync(int slot) => FetchAsync(http, codes[Interlocked.Increment(ref next) % codes.Length]);
        await Measure.RunAsync(4, TimeSpan.FromSeconds(5), LookUpAsync);
        foreach (var inFlight in (int[])[1, 4])
        {
            var measured = await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), LookUpAsync);
            Console.WriteLine($"GET /ncm/{{code}}, {inFlight} in flight: p50 {Measure.Show(measured.P50Ms)} ms, "
                + $"p99 {Measure.Show(measured.P99Ms)} ms, {Measure.Show(measured.PerSecond)}/s, {measured.Failed} failed");
            (figures[$"ncm_p50_ms_{inFlight}"], figures[$"ncm_p99_ms_{inFlight}"]) = (measured.P50Ms, measured.P99Ms);
        }

        Measure.PrintJson(figures);
        return figures["first_exit"] is 0 && figures["second_exit"] is 0 ? 0 : 1;
    }

    private static async Task<(double Seconds, double PeakMb, int Exit)> ImportAsync(NexaSystem system, string path)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Worker.Documents.ExtractorPool).Assembly.Location, "import-tables", path]);
        start.Environment["ConnectionStrings__nexadb"] = system.Database;
        start.Environment["ConnectionStrings__redis"] = system.Redis;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        long peak = 0;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, ReadPeak(process));
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return (Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1), Math.Round(peak / 1024.0 / 1024.0), process.ExitCode);
    }

    private static long ReadPeak(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }

    private static async Task WaitForAttributesAsync(HttpClient http, string code)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if ((await http.GetStringAsync(new Uri($"/ncm/{code}", UriKind.Relative))).Contains("ATT_", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        throw new InvalidOperationException("The API has not taken the attributes within a minute.");
    }

    private static async Task<bool> FetchAsync(HttpClient http, string code)
    {
        using var answer = await http.GetAsync(new Uri($"/ncm/{code}", UriKind.Relative));
        await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode;
    }
}
