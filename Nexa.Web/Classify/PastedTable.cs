using System.Globalization;
using System.Text;
using Nexa.Client;

namespace Nexa.Web.Classify;

/// <summary>What a column of a pasted table holds.</summary>
public enum Column
{
    Ignored,
    PartNumber,
    Description,
    Manufacturer,
    Supplier,
}

/// <summary>A list or table as it was pasted: rows are lines, columns stand between tabs or semicolons.</summary>
public sealed class PastedTable
{
    private static readonly (Column Column, string[] Headers)[] Known =
    [
        (Column.PartNumber, ["part number", "partnumber", "part no", "part n", "pn", "p/n", "mpn", "codigo", "referencia", "part"]),
        (Column.Description, ["descricao", "description", "produto", "mercadoria", "item description"]),
        (Column.Manufacturer, ["fabricante", "manufacturer", "mfr", "marca", "brand", "maker"]),
        (Column.Supplier, ["fornecedor", "supplier", "vendor", "exportador", "seller"]),
    ];

    private PastedTable(List<string[]> rows, Column[] columns) => (Rows, Columns) = (rows, columns);

    /// <summary>Without the line of headers.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>What each column holds; the user may say otherwise.</summary>
    public Column[] Columns { get; }

    public bool HasPartNumbers => Columns.Contains(Column.PartNumber);

    /// <summary>Whether the text is more than one part number.</summary>
    public static bool IsTable(string text) => text.AsSpan().ContainsAny('\n', '\t', ';') || SplitList(text).Length > 1;

    public static PastedTable ReadPaste(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !string.IsNullOrWhiteSpace(line)).ToList();
        var separator = FindSeparator(lines);
        if (separator == ';' && !lines.Exists(line => line.Contains(';', StringComparison.Ordinal)))
        {
            lines = [.. lines.SelectMany(SplitList)];
        }

        var rows = lines.ConvertAll(line => line.Split(separator, StringSplitOptions.TrimEntries).Select(Unquote).ToArray());
        var width = rows.Select(row => row.Length).DefaultIfEmpty().Max();
        rows = rows.ConvertAll(row => row.Length == width ? row : [.. row, .. Enumerable.Repeat("", width - row.Length)]);
        var headers = rows.Count > 1 ? Array.ConvertAll(rows[0], FindHeader) : [];
        return headers.Contains(Column.PartNumber)
            ? new PastedTable(rows[1..], headers)
            : new PastedTable(rows, GuessColumns(rows, width));
    }

    /// <summary>What is sent: by part number, what the other columns say of it. Rows without a part number are counted, not sent.</summary>
    public (BatchPartNumbers Parts, int WithoutPartNumber, int Repeated) CollectParts()
    {
        var (parts, without, repeated) = (new BatchPartNumbers(), 0, 0);
        foreach (var row in Rows)
        {
            if (FindCell(row, Column.PartNumber) is not { } number)
            {
                without++;
            }
            else if (!parts.TryAdd(number, new BatchPart
            {
                Description = FindCell(row, Column.Description),
                Manufacturer = FindCell(row, Column.Manufacturer),
                Supplier = FindCell(row, Column.Supplier),
            }))
            {
                repeated++;
            }
        }

        return (parts, without, repeated);
    }

    /// <summary>A part number may have a comma: one stands between columns only under a header that says so.</summary>
    private static char FindSeparator(List<string> lines) =>
        lines.Exists(line => line.Contains('\t', StringComparison.Ordinal)) ? '\t'
        : lines.Exists(line => line.Contains(';', StringComparison.Ordinal)) ? ';'
        : lines.Count > 1 && lines[0].Split(',') is { Length: > 1 } headers
        && Array.ConvertAll(headers, FindHeader).Contains(Column.PartNumber)
            ? ','
        : ';';

    /// <summary>The part numbers of one line: "LM358, NE555P" is two, "BC847B,215" is one.</summary>
    private static string[] SplitList(string line)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var spaced = line.Split(", ", Clean);
        if (spaced.Length > 1 && Array.TrueForAll(spaced, part => part.Any(char.IsDigit) && !part.Contains(' ', StringComparison.Ordinal)))
        {
            return [.. spaced.SelectMany(SplitList)];
        }

        var tight = line.Trim().TrimEnd(',').Split(',', Clean);
        return tight.Length > 1 && Array.TrueForAll(tight, IsLikePartNumber) ? tight : [line];
    }

    private string? FindCell(string[] row, Column column) =>
        Array.IndexOf(Columns, column) is >= 0 and var index && row[index].Length > 0 ? row[index] : null;

    // A list is its part numbers. In a table they are the first column whose cells are mostly one word with a digit.
    private static Column[] GuessColumns(List<string[]> rows, int width)
    {
        var columns = new Column[width];
        var numbers = width == 1 ? 0 : Enumerable.Range(0, width).FirstOrDefault(index => IsMostly(index, IsLikePartNumber), -1);
        var words = Enumerable.Range(0, width)
            .FirstOrDefault(index => index != numbers && IsMostly(index, cell => cell.Contains(' ', StringComparison.Ordinal)), -1);
        if (numbers >= 0)
        {
            columns[numbers] = Column.PartNumber;
        }

        if (words >= 0)
        {
            columns[words] = Column.Description;
        }

        return columns;

        bool IsMostly(int index, Func<string, bool> isLike) => rows.Count(row => isLike(row[index])) * 2 > rows.Count;
    }

    // Four characters: a line number or a quantity is shorter.
    private static bool IsLikePartNumber(string cell) =>
        cell.Length >= 4 && cell.Any(char.IsDigit) && cell.Any(char.IsLetter) && !cell.Contains(' ', StringComparison.Ordinal);

    private static Column FindHeader(string cell)
    {
        var name = string.Concat(cell.Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)).ToLowerInvariant()
            .Trim(' ', '.', ':', '*');
        return Array.Find(Known, known => known.Headers.Contains(name, StringComparer.Ordinal)).Column;
    }

    private static string Unquote(string cell) =>
        cell is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
}
