using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Nexa.Documents;
using Nexa.Documents.Ocr;
using Nexa.Tests.Documents.Generator;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace Nexa.Benchmarks.Documents;

/// <summary>
/// <c>scans</c>: the generated corpus as pictures of its pages (<c>pdftoppm</c> makes them), some of them on their side, and how much of it is
/// read by Tesseract.
/// </summary>
internal static class ScansVerb
{
    private const int MostPages = 3; // of one document

    public static async Task<int> RunAsync(string[] arguments)
    {
        var resolution = arguments is [var dots, ..] ? int.Parse(dots, CultureInfo.InvariantCulture) : 300;
        if (!TesseractReader.IsInstalled)
        {
            Console.Error.WriteLine(TesseractReader.NotInstalled);
            return 1;
        }

        var (documents, pages, sumFound, sumInvented, sumRight) = (0, 0, 0.0, 0.0, 0.0);
        var clock = new Stopwatch();
        foreach (var generated in GeneratedCorpus.All(3).Where(document => document.Pages <= MostPages))
        {
            var scan = await ScanAsync(generated.Pdf, resolution);
            clock.Start();
            var read = TryRead(scan);
            clock.Stop();
            var score = CorpusScore.Of(generated, read);
            double count = generated.Items.Count;
            var right = Math.Max(0, score.Found - score.Wrong) / count;
            Console.WriteLine($"{generated.Name,-26} {generated.Pages} pages, {score.Found,3} of {count,3} found, {score.Invented,3} invented, "
                + $"{right:P0} with right numbers");
            documents++;
            pages += generated.Pages;
            (sumFound, sumInvented, sumRight) = (sumFound + (score.Found / count), sumInvented + (score.Invented / count), sumRight + right);
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            documents, pages, resolution, found = Math.Round(sumFound / documents, 4), invented = Math.Round(sumInvented / documents, 4),
            right_numbers = Math.Round(sumRight / documents, 4), pages_per_minute = Math.Round(pages / clock.Elapsed.TotalMinutes, 1),
        }));
        return 0;
    }

    /// <summary>A scan of which nothing was recognized counts as one without lines.</summary>
    private static ExtractedDocument TryRead(byte[] scan)
    {
        try
        {
            return DocumentExtractor.ExtractPdf(scan, null);
        }
        catch (UnreadableDocumentException)
        {
            return new ExtractedDocument { Layout = "none" };
        }
    }

    /// <summary>The same pages as a PDF of pictures alone.</summary>
    private static async Task<byte[]> ScanAsync(byte[] pdf, int resolution)
    {
        var folder = Directory.CreateTempSubdirectory("nexa-scans");
        try
        {
            var file = Path.Combine(folder.FullName, "a.pdf");
            await File.WriteAllBytesAsync(file, pdf);
            using var program = Process.Start("pdftoppm",
                ["-r", resolution.ToString(CultureInfo.InvariantCulture), "-gray", "-jpeg", file, Path.Combine(folder.FullName, "p")]);
            await program.WaitForExitAsync();
            using var printed = PdfDocument.Open(pdf);
            using var scan = new PdfDocumentBuilder();
            foreach (var (index, picture) in folder.GetFiles("p*.jpg").OrderBy(one => one.Name, StringComparer.Ordinal).Index())
            {
                var (width, height) = (printed.GetPage(index + 1).Width, printed.GetPage(index + 1).Height);
                scan.AddPage(width, height)
                    .AddJpeg(await File.ReadAllBytesAsync(picture.FullName), new PdfRectangle(0, 0, width, height));
            }

            return scan.Build();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
