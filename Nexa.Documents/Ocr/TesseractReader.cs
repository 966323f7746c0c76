using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nexa.Documents.Child;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Ocr;

/// <summary>
/// Reads pictures of pages by Tesseract, a program of the system, where it is installed; each page in a process of its own with
/// limits.
/// </summary>
internal static class TesseractReader
{
    public const string NotInstalled =
        "Para ler páginas digitalizadas, instale o Tesseract no servidor (pacotes tesseract-ocr e tesseract-ocr-por).";

    /// <summary>Pages of one document: at some five seconds a page they fit into a job's two minutes.</summary>
    public const int MostPages = 15;

    /// <summary>A4 at 300 dpi takes four to six seconds on one core.</summary>
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(20);

    /// <summary>Bytes: many times what a page takes, against a picture that is made to fill the memory.</summary>
    private const long MemoryLimit = 2L << 30;

    /// <summary>Bytes of the words and boxes of a picture; a full page has some 100 kB.</summary>
    private const int LongestTable = 32 << 20;

    /// <summary>"A single column of text of variable sizes": finds most on tables, tried against 6 and 11.</summary>
    private const string Segmentation = "4";

    /// <summary>"Automatic, with orientation": turns the picture by itself, and answers with boxes as the picture lies.</summary>
    private const string TurnedSegmentation = "1";

    private static readonly Regex TurnsPattern = new(@"^Rotate: (?<degrees>\d+)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture);
    private static readonly string[] Wanted = ["por", "eng", "spa"];
    private static readonly Lazy<string?> Installed = new(FindLanguages);

    public static bool IsInstalled => Installed.Value is not null;

    /// <summary>The pages of a picture; a TIFF may have several. Empty where nothing was recognized in time.</summary>
    /// <param name="width">The page's width in points; null for a picture that is no page of a PDF.</param>
    public static List<PageText> ReadPages(byte[] image, int firstNumber, double? width)
    {
        if (Recognize(image, Segmentation) is not { } tsv)
        {
            return [];
        }

        return !TesseractTsv.IsReadable(tsv) && FindTurns(image) is > 0 and var turns && Recognize(image, TurnedSegmentation) is { } turned
            ? TesseractTsv.Parse(turned, firstNumber, width, turns) : TesseractTsv.Parse(tsv, firstNumber, width);
    }

    private static string? Recognize(byte[] image, string segmentation) => Installed.Value is { } languages
        ? RunProgram(["stdin", "stdout", "-l", languages, "--psm", segmentation, "tsv"], image) : null;

    /// <summary>
    /// Quarter turns to the right after which the picture stands upright; 0 too where Tesseract can't tell, as without its data "osd".
    /// </summary>
    private static int FindTurns(byte[] image) =>
        TurnsPattern.Match(RunProgram(["stdin", "stdout", "--psm", "0"], image) ?? "") is { Success: true } match
        ? int.Parse(match.Groups["degrees"].ValueSpan, CultureInfo.InvariantCulture) / 90 % 4 : 0;

    private static string? FindLanguages()
    {
        var installed = RunProgram(["--list-langs"], [])?.Split('\n').Select(l => l.Trim()).ToHashSet(StringComparer.Ordinal);
        var languages = Wanted.Where(l => installed?.Contains(l) is true).ToList();
        return languages.Count > 0 ? string.Join('+', languages) : null;
    }

    private static string? RunProgram(string[] arguments, byte[] input)
    {
        var start = ChildStart.Prepare("tesseract", arguments);
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // More threads cost more than they gain on one page.
        try
        {
            var run = LimitedProgram.RunAsync(start, input, new(PageLimit, MemoryLimit), LongestTable, CancellationToken.None)
                .GetAwaiter().GetResult();
            return run.ExitCode == 0 ? Encoding.UTF8.GetString(run.Output) : null;
        }
        catch (Win32Exception)
        {
            return null; // Tesseract is not installed.
        }
    }
}
