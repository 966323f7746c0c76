using System.Diagnostics;
using System.Text.Json;
using Nexa.Documents.Pdf;
using Nexa.Tests.Documents.Generator;
using Nexa.Worker.Documents;

namespace Nexa.Benchmarks.Documents;

/// <summary>
/// <c>documents</c>: what is found in the generated corpus, by layout, and how fast 200 pages are read, their words alone and whole, beside
/// <c>pdftotext -layout</c>.
/// </summary>
internal static class DocumentsVerb
{
    private const int Runs = 5;

    public static async Task<int> RunAsync()
    {
        var (documents, expected, found, invented, misread) = (0, 0, 0, 0, 0);
        await using (var pool = new ExtractorPool(new ExtractionSettings { Processes = 1 }))
        {
            foreach (var layout in GeneratedCorpus.All().GroupBy(d => d.Layout, StringComparer.Ordinal))
            {
                var (wanted, hits, extra, wrong) = (0, 0, 0, 0);
                foreach (var generated in layout)
                {
                    var score = CorpusScore.Of(generated, await pool.ExtractAsync(new("pdf"), generated.Pdf, CancellationToken.None));
                    (documents, wanted, hits, extra, wrong) =
                        (documents + 1, wanted + generated.Items.Count, hits + score.Found, extra + score.Invented, wrong + score.Wrong);
                }

                Console.WriteLine($"{layout.Key,-20} {hits,5} of {wanted,5} found, {extra,3} invented, {wrong,3} with a wrong number");
                (expected, found, invented, misread) = (expected + wanted, found + hits, invented + extra, misread + wrong);
            }
        }

        var document = GeneratedCorpus.LongInvoice();
        var words = Words(document.Pdf);
        var speed = await SpeedAsync(document);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            documents, items = expected, found = Math.Round((double)found / expected, 5),
                invented = Math.Round((double)invented / expected, 5), wrong_numbers = Math.Round((double)misread / expected, 5),
            pages = document.Pages, words_pages_per_s = Math.Round(document.Pages / words),
                pages_per_s = Math.Round(document.Pages / speed.Warm), cold_s = Math.Round(speed.Cold, 2),
                warm_s = Math.Round(speed.Warm, 2),
            pdftotext_s = speed.PdfToText is { } other ? Math.Round(other, 2)
                : (double?)null, ratio_to_pdftotext = speed.PdfToText is { } base_ ? Math.Round(speed.Warm / base_, 2) : (double?)null,
            child_peak_mb = speed.PeakMemory >> 20, forms_per_document = FormFigures.Measure(),
        }));
        return 0;
    }

    /// <summary>Words and rulings alone: processor seconds of all threads, which is what one core would take.</summary>
    private static double Words(byte[] pdf)
    {
        var times = new List<double>();
        for (var i = 0; i <= Runs; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            PdfText.ReadContent(pdf);
            times.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return times.Skip(1).Order().ElementAt(Runs / 2);
    }

    private static async Task<(double Cold, double Warm, double? PdfToText, long PeakMemory)> SpeedAsync(GeneratedDocument document)
    {
        await using var pool = new ExtractorPool(new ExtractionSettings { Processes = 1 });
        var times = new List<double>();
        for (var i = 0; i <= Runs; i++)
        {
            var clock = Stopwatch.StartNew();
            var read = await pool.ExtractAsync(new("pdf"), document.Pdf, CancellationToken.None);
            times.Add(clock.Elapsed.TotalSeconds);
            Console.WriteLine(
                $"{document.Pages} pages, {read.Lines.Count} lines: {clock.Elapsed.TotalSeconds:0.00} "
                + $"s{(i == 0 ? ", cold, with the start of the child" : "")}");
        }

        return (times[0], times.Skip(1).Order().ElementAt(Runs / 2), await PdfToTextAsync(document.Pdf), pool.PeakMemory);
    }

    private static async Task<double?> PdfToTextAsync(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            var times = new List<double>();
            for (var i = 0; i < Runs; i++)
            {
                var clock = Stopwatch.StartNew();
                using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-layout", file, "/dev/null"]))!;
                await process.WaitForExitAsync();
                times.Add(clock.Elapsed.TotalSeconds);
            }

            return times.Order().ElementAt(Runs / 2);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // not installed here
        }
        finally
        {
            File.Delete(file);
        }
    }
}
