using Nexa.Documents;

namespace Nexa.Tests.Documents.Generator;

/// <summary>Documents of which each cell is put where the test says.</summary>
internal static class PrintedLines
{
    public static ExtractedDocument Read(params string[] lines) => Read(["Boreal Components Ltd", "Invoice No: INV-77"], lines);

    /// <summary>
    /// Cells by their left edge ("30 MPN") or their right one (">400 1.50"); "~" sets a line half a line below, "|" leaves one out.
    /// </summary>
    public static ExtractedDocument Read(string[] head, params string[] lines)
    {
        var sheet = new PdfSheet("Helvetica", 7);
        var y = 40.0;
        foreach (var line in head)
        {
            sheet.Text(30, y, line);
            y += 12;
        }

        foreach (var line in lines)
        {
            y += line.Contains('~', StringComparison.Ordinal) ? 4 : 12;
            foreach (var cell in line.Replace("~", "", StringComparison.Ordinal).Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                var (at, text) = (cell[..cell.IndexOf(' ', StringComparison.Ordinal)],
                    cell[(cell.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                if (at[0] == '>')
                {
                    sheet.TextRight(int.Parse(at[1..], System.Globalization.CultureInfo.InvariantCulture), y, text);
                }
                else
                {
                    sheet.Text(int.Parse(at, System.Globalization.CultureInfo.InvariantCulture), y, text);
                }
            }
        }

        return DocumentExtractor.ExtractPdf(sheet.Build(), null);
    }
}
