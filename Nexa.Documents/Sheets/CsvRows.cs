using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nexa.Documents.Sheets;

/// <summary>CSV as people save it: with semicolons, commas, tabs or bars.</summary>
internal static class CsvRows
{
    private const int SampledLines = 30;
    private static readonly char[] Delimiters = [';', '\t', ',', '|'];

    public static Sheet ReadSheet(byte[] content)
    {
        var text = TextDecoder.DecodeText(content)
            ?? throw new UnreadableDocumentException("not_a_sheet", "O arquivo não é uma planilha CSV.");
        // Old Macintosh spreadsheets end lines with CR.
        text = text.Contains('\n', StringComparison.Ordinal) ? text : text.Replace('\r', '\n');
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = FindDelimiter(text).ToString(),
            BadDataFound = null, // a quote inside a cell is a quote (inches)
            DetectColumnCountChanges = false,
            IgnoreBlankLines = true,
        };
        var rows = new List<SheetCell[]>();
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
        {
            if (parser.Count > Sheet.MostColumns)
            {
                throw Sheet.TooManyColumns();
            }

            var cells = new SheetCell[parser.Count];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = new(Sheet.CutCell(parser[i]));
            }

            if (Array.Exists(cells, c => c.Text.Length > 0))
            {
                rows.Add(cells);
            }

            if (rows.Count > Sheet.MostRows)
            {
                throw Sheet.TooManyRows();
            }
        }

        return new("", rows);
    }

    /// <summary>The separator that divides the first lines into the most, and the most alike, columns.</summary>
    private static char FindDelimiter(string text)
    {
        var lines = text.Split('\n', SampledLines + 10).Take(SampledLines).Where(l => l.Trim().Length > 0).ToList();
        return Delimiters.MaxBy(delimiter =>
        {
            var counts = lines.Select(l => CountOutsideQuotes(l, delimiter)).Where(n => n > 0).ToList();
            // A comma also stands in numbers and texts: with equal counts another separator wins.
            return counts.Count == 0 ? 0 : (double)counts.GroupBy(n => n)
                .Max(g => g.Count()) / lines.Count * (delimiter is ',' ? 0.9 : 1) * Math.Min(3, counts.Average());
        });
    }

    private static int CountOutsideQuotes(string line, char delimiter)
    {
        var (count, quoted) = (0, false);
        foreach (var c in line)
        {
            quoted ^= c == '"';
            count += c == delimiter && !quoted ? 1 : 0;
        }

        return count;
    }
}
