using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Which of the codes of a row is the manufacturer's part number. What a column holds is judged by all of its cells.</summary>
internal sealed class PartColumns
{
    /// <summary>Below this part of its cells a column is not one of part numbers.</summary>
    private const double Enough = 0.45;

    /// <summary>So many descriptions have their part number at the same place that the others have it there too.</summary>
    private const double Usual = 0.6;

    private readonly Dictionary<string, double> shares = new(StringComparer.Ordinal);
    private readonly bool describes;
    private readonly int place = -1;
    private readonly bool heads;
    private readonly bool tails;

    public PartColumns(IReadOnlyList<Row> rows)
    {
        var (described, named, headed, tailed) = (0, 0, 0, 0);
        var places = new List<int>();
        var counts = new Dictionary<string, (int Filled, int Parts)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            foreach (var column in row.Filled)
            {
                if (column.Field is Field.Part or Field.Code && Clean(row, column) is { Length: > 0 } cell)
                {
                    var (filled, parts) = counts.GetValueOrDefault(Key(row, column));
                    counts[Key(row, column)] = (filled + 1, parts + (IsPart(cell) ? 1 : 0));
                }
                else if (column.Field is Field.Description)
                {
                    described++;
                    named += PartNumberText.In(row.Marked(column)).Number is null ? 0 : 1;
                    headed += PartNumberText.Heading(row.Lines(column)) is { } heading && PartNumberText.In(row.Marked(column)) is (var found, <= 0.75) && string.Equals(found, heading, StringComparison.Ordinal) ? 1 : 0;
                    tailed += PartNumberText.Tail(row.Marked(column)) is { } tail && PartNumberText.In(row.Marked(column)) is (var last, <= 0.75) && string.Equals(last, tail, StringComparison.Ordinal) ? 1 : 0;
                    places.Add(PartNumberText.Place(row.Marked(column)));
                }
            }
        }

        describes = named > described * 0.6;
        heads = headed > named * Usual;
        tails = tailed >= 3 && tailed > named * Usual;
        if (places.Where(p => p >= 0).GroupBy(p => p).MaxBy(g => g.Count()) is { } common && common.Count() is >= 3 and var many && many > places.Count(p => p >= 0) * Usual)
        {
            place = common.Key;
        }

        foreach (var (key, (filled, parts)) in counts)
        {
            shares[key] = (double)parts / filled;
        }
    }

    /// <summary>
    /// The manufacturer's own column first, then a label in the text, the part number column, and a code only where
    /// the description names no part number: purchase orders have an ERP's code there.
    /// </summary>
    public void Set(Item item, Row row)
    {
        if (Cell(row, Field.MfrPart) is { } mfr)
        {
            (item.Partnumber, item.PartConfidence) = (mfr, 0.98);
        }
        else if (item.Partnumber is null)
        {
            (item.Partnumber, item.PartConfidence) = Cell(row, Field.Part, Enough) is { } part ? (part, 0.95)
                : Cell(row, Field.Code, Enough) is { } code ? (code, 0.8) : Other(item, row);
        }
    }

    private (string? Number, double Confidence) Other(Item item, Row row)
    {
        var own = Cell(row, Field.Part) ?? Cell(row, Field.Code);
        var (inside, confidence) = Inside(item, row);
        return inside is not null && (own is null || describes || (confidence > 0.7 && !own.Any(char.IsAsciiLetter))) ? (inside, confidence)
            : describes && Digits(row) is { } digits ? (digits, 0.6)
            : own is not null && !describes ? (own, 0.6) // a seller's or a buyer's own where the other lines name the maker's
            : Labels.Part(row.Everything, "part") is { } weak ? (weak, 0.6)
            : Cell(row, Field.CustomerPart) is { } customer ? (customer, 0.4) : (null, 0);
    }

    private (string? Number, double Confidence) Inside(Item item, Row row)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field is Field.Description && PartNumberText.In(row.Marked(column)) is var found)
            {
                var text = row.Marked(column);
                if (found.Confidence <= 0.75 && ((heads ? PartNumberText.Heading(row.Lines(column)) : tails ? PartNumberText.Tail(text) : null) ?? (place >= 0 ? PartNumberText.At(text, place) : null)) is { } there)
                {
                    return (there, 0.75);
                }

                if (found.Number is not null)
                {
                    return found;
                }
            }
        }

        return PartNumberText.In(item.Description ?? "");
    }

    private static string? Digits(Row row) => row.Header.Columns.Where(c => c.Field is Field.Description).Select(c => PartNumberText.DigitsIn(Labels.Before(row.Marked(c)))).FirstOrDefault(d => d is not null);


    private string? Cell(Row row, Field field, double least = 0)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field == field && shares.GetValueOrDefault(Key(row, column)) >= least && Clean(row, column) is { Length: > 0 } clean)
            {
                var spaces = clean.Count(c => c == ' ');
                if ((spaces <= (field is Field.Code ? 0 : 1) || PartNumberText.IsSpaced(clean)) && PartNumberText.Fits(clean))
                {
                    return clean;
                }

                if (First(clean) is { } first)
                {
                    return first;
                }
            }
        }

        return null;
    }

    private static string Key(Row row, Column column) => $"{row.Header.Columns.IndexOf(column)} {column.Text}";

    private static string Clean(Row row, Column column) => row.Code(column) is { Length: > 0 } code ? Labels.Part(code) ?? code.Trim('*', ':', ';', ',', '[', ']', ' ') : "";

    /// <summary>Letters and digits, or digits that hyphens divide, and not as an ERP numbers its materials: few letters and then digits only ("MP-000123", "ELE00456").</summary>
    private static bool IsPart(string code)
    {
        if (!code.Any(char.IsAsciiLetter))
        {
            return code.Length >= 6 && (code.Contains('-', StringComparison.Ordinal) || PartNumberText.IsSpaced(code));
        }

        var letters = code.TakeWhile(char.IsAsciiLetter).Count();
        var rest = code[letters..];
        return rest.Length == 0 ? code.Length > 3
            : letters > 4 || rest.Length < 4 || rest.TrimStart('-', '.', '/') is not ['0' or '1' or '2', ..] || !rest.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/');
    }

    /// <summary>The cell has more than a part number: its first token, where that looks like one.</summary>
    private static string? First(string cell) => cell.Split(' ', 2)[0] is { Length: >= 3 } token && token.Any(char.IsAsciiDigit) && Money.Parse(token) is null ? token : null;
}
