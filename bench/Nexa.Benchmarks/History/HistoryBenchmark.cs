using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>History, review queue and export over two million classifications, through a whole system.</summary>
internal static class HistoryBenchmark
{
    private static readonly (string Name, string Path)[] Queries =
    [
        ("newest", "/history"), ("by confidence", "/history?sort=confidence&order=asc"), ("by stake", "/history?sort=tax_at_stake"), ("facets", "/history?facets=true"),
        ("number prefix", "/history?partnumber=STM32A"), ("number contains", "/history?partnumber_contains=A1B"), ("number absent", "/history?partnumber_contains=ZZZQ"),
        ("manufacturer", "/history?manufacturer=Fabricante%2077%20"), ("ncm, facets", "/history?ncm=8532&facets=true"), ("rare ncm", "/history?ncm=85077"),
        ("text", "/history?q=capacitor%20ceramico"), ("rare text", "/history?q=codigo%204711"), ("ncm, ex, status", "/history?ncm=8532&ex=01&status=ACTIVE&facets=true"),
        ("document without tasks", "/history?document_id=00000000-0000-7000-8000-00000000000d"), ("review queue", "/review"), ("part numbers", "/partnumbers?search=LM"),
    ];

    public static async Task<int> RunAsync()
    {
        await using var system = await Measure.StartAsync(agents: null);
        await SeedAsync(system.Database.ConnectionString);
        using var http = new HttpClient { BaseAddress = new Uri(system.Api.Addresses[0]), Timeout = TimeSpan.FromMinutes(5) };
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
            Console.WriteLine($"{name}: p50 {Measure.Show(measured.P50Ms)} ms, p99 {Measure.Show(measured.P99Ms)} ms, {measured.Failed} failed");
            figures[$"{name} p99_ms"] = measured.P99Ms;
        }

        await ExportAsync(http, system.Api.Processes[0].ProcessId, figures);
        Measure.PrintJson(figures);
        return 0;
    }

    /// <summary>A hundred thousand rows, and the API's memory while they go out.</summary>
    private static async Task ExportAsync(HttpClient http, int api, Dictionary<string, object> figures)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds((1_553_000d - 2_100_000d) * 20);
        var path = $"/export-excel?include_undecided=true&from={Uri.EscapeDataString(until.AddSeconds(-103_000d * 20).ToString("O", CultureInfo.InvariantCulture))}&to={Uri.EscapeDataString(until.ToString("O", CultureInfo.InvariantCulture))}";
        var start = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            bytes += read;
        }

        var seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
        using var process = Process.GetProcessById(api);
        Console.WriteLine($"export of about 100,000 rows: {seconds} s, {bytes / 1024} kB, the API's memory at its peak {process.PeakWorkingSet64 / 1024 / 1024} MB");
        figures["export_s"] = seconds;
        figures["api_peak_mb"] = process.PeakWorkingSet64 / 1024 / 1024;
    }

    private static async Task SeedAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var stream = typeof(HistoryBenchmark).Assembly.GetManifestResourceStream("seed.sql")!;
        using var reader = new StreamReader(stream);
        Console.WriteLine("Seeding 2.1 million classifications…");
        foreach (var statement in (await reader.ReadToEndAsync()).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
