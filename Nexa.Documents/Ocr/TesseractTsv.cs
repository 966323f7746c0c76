using System.Globalization;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Ocr;

/// <summary>Tesseract's table of words with their boxes, as pages of words like those of a PDF.</summary>
internal static class TesseractTsv
{
    /// <summary>A picture without a size in points is taken for a page as wide as A4.</summary>
    private const double A4Width = 595;

    /// <summary>Percent: below this confidence words are specks and rulings.</summary>
    private const double FewestPercent = 20;

    /// <summary>
    /// Fewer words, or less sure ones, are what Tesseract makes of a page that lies on its side or head: on upright pages half of the words
    /// have 90 percent, on turned ones 40.
    /// </summary>
    private const double ReadableWords = 12, ReadablePercent = 70;

    public static bool IsReadable(string tsv)
    {
        var sure = tsv.Split('\n').Select(line => line.Split('\t'))
            .Where(cells => cells is ["5", ..] && cells.Length >= 12 && cells[11].Trim().Length > 0).Select(cells => ReadNumber(cells[10])).Order().ToList();
        return sure.Count >= ReadableWords && sure[sure.Count / 2] >= ReadablePercent;
    }

    /// <param name="tsv">What Tesseract printed.</param>
    /// <param name="firstNumber">Number of the first page.</param>
    /// <param name="width">The page's width in points, as it lies; null for a picture that is no page of a PDF.</param>
    /// <param name="turns">Quarter turns to the right after which the page stands upright.</param>
    public static List<PageText> Parse(string tsv, int firstNumber, double? width, int turns = 0)
    {
        var pages = new List<PageText>();
        var words = new List<Word>();
        var (scale, pageWidth, pageHeight) = (1.0, 0.0, 0.0);
        foreach (var line in tsv.Split('\n').Skip(1))
        {
            var cells = line.TrimEnd('\r').Split('\t');
            if (cells.Length < 12)
            {
                continue;
            }

            var (left, top, wide, high) = (ReadNumber(cells[6]), ReadNumber(cells[7]), ReadNumber(cells[8]), ReadNumber(cells[9]));
            if (cells[0] == "1")
            {
                Close();
                scale = (width ?? A4Width) / Math.Max(1, wide);
                (pageWidth, pageHeight) = turns % 2 == 0 ? (wide, high) : (high, wide);
                continue;
            }

            (left, top, wide, high) = turns switch
            {
                1 => (pageWidth - top - high, left, high, wide),
                2 => (pageWidth - left - wide, pageHeight - top - high, wide, high),
                3 => (top, pageHeight - left - wide, high, wide),
                _ => (left, top, wide, high),
            };
            if (cells[0] == "5" && ReadNumber(cells[10]) >= FewestPercent
                && WordBuilder.CleanText(cells[11].Trim('|', '_', ' ')) is { Length: > 0 } text)
            {
                // The box of a word without descenders ends at its baseline; its height is some seven tenths of the font's size.
                words.Add(new Word(text, left * scale, (left + wide) * scale, (top + high) * scale, Math.Max(4, high * scale / 0.75)));
            }
        }

        Close();
        return pages;

        void Close()
        {
            if (words.Count > 0)
            {
                pages.Add(new PageText(firstNumber + pages.Count, pageWidth * scale, pageHeight * scale, OcrLines.GroupWords(words), [],
                    []) { IsScanned = true });
                words = [];
            }
        }
    }

    private static double ReadNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
