using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Nexa.Documents.Child;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Ocr;

/// <param name="Pages">Empty where nothing was recognized.</param>
/// <param name="IsBeyondLimits">Tesseract was ended before it was through.</param>
internal readonly record struct Recognition(List<PageText> Pages, bool IsBeyondLimits);

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

    /// <summary>The pages of a picture; a TIFF may have several.</summary>
    /// <param name="width">The page's width in points; null for a picture that is no page of a PDF.</param>
    public static Recognition ReadPages(byte[] image, int firstNumber, double? width)
    {
        var upright = Recognize(image, Segmentation);
        if (upright is not { ExitCode: 0 })
        {
            return new([], upright?.Beyond is not null);
        }

        var tsv = ReadText(upright);
        return new(
            !TesseractTsv.IsReadable(tsv) && FindTurns(image) is > 0 and var turns
                && Recognize(image, TurnedSegmentation) is { ExitCode: 0 } turned
                ? TesseractTsv.Parse(ReadText(turned), firstNumber, width, turns) : TesseractTsv.Parse(tsv, firstNumber, width),
            IsBeyondLimits: false);
    }

    private static ProgramResult? Recognize(byte[] image, string segmentation) => Installed.Value is { } languages
        ? RunProgram(["stdin", "stdout", "-l", languages, "--psm", segmentation, "tsv"], image) : null;

    /// <summary>
    /// Quarter turns to the right after which the picture stands upright; 0 too where Tesseract can't tell, as without its data "osd".
    /// </summary>
    private static int FindTurns(byte[] image) =>
        RunProgram(["stdin", "stdout", "--psm", "0"], image) is { ExitCode: 0 } run
            && TurnsPattern.Match(ReadText(run)) is { Success: true } match
        ? int.Parse(match.Groups["degrees"].ValueSpan, CultureInfo.InvariantCulture) / 90 % 4 : 0;

    private static string? FindLanguages()
    {
        var installed = RunProgram(["--list-langs"], []) is { ExitCode: 0 } run
            ? ReadText(run).Split('\n').Select(l => l.Trim()).ToList() : [];
        var languages = Wanted.Where(installed.Contains).ToList();
        return languages.Count > 0 ? string.Join('+', languages) : null;
    }

    private static string ReadText(ProgramResult run) => Encoding.UTF8.GetString(run.Output);

    /// <summary>Null where Tesseract is not installed.</summary>
    private static ProgramResult? RunProgram(string[] arguments, byte[] input)
    {
        var start = ChildStart.Prepare("tesseract", arguments);
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // More threads cost more than they gain on one page.
        try
        {
            return LimitedProgram.RunAsync(start, input, new(PageLimit, MemoryLimit), LongestTable, CancellationToken.None)
                .GetAwaiter().GetResult();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
