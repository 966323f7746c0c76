using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExcelDataReader;

namespace Nexa.Fiscal.Import;

/// <summary>The sheets of a workbook, row by row, every cell as trimmed text.</summary>
internal sealed class Worksheets(byte[] content) : IDisposable
{
    private const int MostRows = 200_000;
    private readonly MemoryStream stream = new(content, writable: false);

    // The reader asks for code page 1252 even where no file needs it.
    static Worksheets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public IEnumerable<(string Sheet, IEnumerable<string[]> Rows)> ReadSheets()
    {
        stream.Position = 0;
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
        do
        {
            yield return (reader.Name, ReadRows(reader));
        }
        while (reader.NextResult());
    }

    public void Dispose() => stream.Dispose();

    private static IEnumerable<string[]> ReadRows(IExcelDataReader reader)
    {
        for (var row = 0; reader.Read(); row++)
        {
            if (row == MostRows)
            {
                throw new RefusedFileException($"a planilha {reader.Name} excede {Portuguese.FormatNumber(MostRows)} linhas.");
            }

            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = FormatCell(reader.GetValue(i));
            }

            yield return cells;
        }
    }

    private static string FormatCell(object? value) => value switch
    {
        null => "",
        // 7.8000000000000007 is 7.8: no official rate has more than four decimals.
        double number => Math.Round((decimal)number, 4).ToString("0.####", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture).Trim(),
        _ => value.ToString()!.Trim(),
    };
}

/// <summary>Dates in the titles of official workbooks.</summary>
internal static partial class TitleDates
{
    private static readonly string[] Months =
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"];

    /// <summary>The latest "23 de setembro de 2025", "24/12/2020", "2026-09-08" or "08-09-2026" in a text.</summary>
    public static DateOnly? FindLatest(string text)
    {
        var written = Written().Matches(text)
            .Select(m =>
                ParseDate(m.Groups["y"].Value, 1 + Array.IndexOf(Months, m.Groups["m"].Value.ToLowerInvariant()), m.Groups["d"].Value));
        var numeric = Numeric().Matches(text).Select(m => ParseMatch(m));
        var iso = Iso().Matches(text).Select(m => ParseMatch(m));
        return written.Concat(numeric).Concat(iso).Max();
    }

    private static DateOnly? ParseMatch(Match m) =>
        ParseDate(m.Groups["y"].Value, int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture), m.Groups["d"].Value);

    private static DateOnly? ParseDate(string year, int month, string day) =>
        DateOnly.TryParseExact($"{year}-{month:00}-{day.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var date) ? date : null;

    [GeneratedRegex(
        @"(?<d>\d{1,2})º?\s+de\s+(?<m>\p{L}+)\s+de\s+(?<y>\d{4})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    [GeneratedRegex(@"\b(?<d>\d{2})[/-](?<m>\d{2})[/-](?<y>\d{4})\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"(?<!\d)(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})(?!\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();
}
