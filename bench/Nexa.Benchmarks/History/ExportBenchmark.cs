using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace Nexa.Benchmarks;

/// <summary>About a hundred thousand rows as a spreadsheet, and the most memory that the API's process ever had.</summary>
internal static class ExportBenchmark
{
    /// <summary>Of these somewhat more than 100,000 are the one user's and ACTIVE.</summary>
    private const int Seeded = 105 * 3500;

    public static async Task<int> RunAsync()
    {
        await using var system = await Measure.StartAsync(agents: null);
        await HistorySeed.WriteAsync(system.Database, Seeded);
        using var http = new HttpClient { BaseAddress = system.Api, Timeout = TimeSpan.FromMinutes(5) };
        var api = system.ProcessId("api");
        var before = PeakMb(api);
        var file = Path.GetTempFileName();
        try
        {
            var start = Stopwatch.GetTimestamp();
            await using (var target = File.Create(file))
            {
                using var response =
                    await http.GetAsync(new Uri("/export-excel?include_undecided=true", UriKind.Relative),
                        HttpCompletionOption.ResponseHeadersRead);
                await response.EnsureSuccessStatusCode().Content.CopyToAsync(target);
            }

            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Measure.PrintJson(new(StringComparer.Ordinal)
            {
                ["rows"] = Rows(file), ["seconds"] = Math.Round(seconds, 1),
                ["file_mb"] = Math.Round(new FileInfo(file).Length / 1048576.0, 1), ["api_peak_mb_before"] = before,
                ["api_peak_mb"] = PeakMb(api),
            });
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The process's high-water mark of resident memory.</summary>
    public static long PeakMb(int process)
    {
        var status = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status";
        if (!File.Exists(status))
        {
            using var other = Process.GetProcessById(process);
            return other.PeakWorkingSet64 >> 20;
        }

        var line = File.ReadLines(status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) >> 10;
    }

    /// <summary>Below the header.</summary>
    private static int Rows(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var (rows, text) = (-1, new char[64 * 1024]);
        var kept = 0;
        int read;
        while ((read = sheet.Read(text, kept, text.Length - kept)) > 0)
        {
            var seen = text.AsSpan(0, kept + read);
            rows += seen.Count("</row>");
            kept = Math.Min(5, seen.Length); // shorter than what is looked for: nothing is counted twice
            seen[^kept..].CopyTo(text);
        }

        return rows;
    }
}
