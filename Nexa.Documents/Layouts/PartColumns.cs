using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Which of the codes of a row is the manufacturer's part number. What a column holds is judged by all of its cells.</summary>
internal sealed class PartColumns
{
    /// <summary>
    /// Share of cells that must look like part numbers; measured on the generated orders with ERP codes.
    /// </summary>
    private const double FewestParts = 0.45;

    /// <summary>If so many descriptions have their part number at the same place, assume it for the rest.</summary>
    private const double UsualPlace = 0.6;

    /// <summary>A place needs so many descriptions that have it; two may agree by chance.</summary>
    private const int FewestAlike = 3;

    /// <summary>A seller's own code may have spaces; a cell of more words is a description under a header such as "Article".</summary>
    private const int MostSpaces = 2;

    private static readonly HashSet<string> Distributors = new(WordLists.GetWords("distributors"), StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> WeakNames = [.. WordLists.GetWords("weak_part_names")];
    private readonly Dictionary<string, double> shares = new(StringComparer.Ordinal);
    private readonly HashSet<string> outranked = new(StringComparer.Ordinal);
    private readonly bool describes;
    private readonly bool heads;
    private readonly bool tails;
    private readonly bool codesAbove;
    private readonly int place = -1;

    public PartColumns(IReadOnlyList<Row> rows)
    {
        var counts = new Dictionary<string, (int Filled, int Parts)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            foreach (var column in row.Filled.Where(c => c.Field is Field.MfrPart or Field.Part or Field.Code))
            {
                if (CleanCell(row, column) is { Length: > 0 } cell)
                {
                    var (filled, parts) = counts.GetValueOrDefault(ToKey(row, column));
                    counts[ToKey(row, column)] = (filled + 1, parts + (IsPart(cell) ? 1 : 0));
                }
            }
        }

        foreach (var (key, (filled, parts)) in counts)
        {
            shares[key] = (double)parts / filled;
        }

        FindOutranked(rows, counts);
        var descriptions = rows.SelectMany(r => r.Filled.Where(c => c.Field is Field.Description)
            .Select(c => (Row: r, Column: c, Found: PartNumberText.FindIn(r.ReadMarked(c))))).ToList();
        var named = descriptions.Count(d => d.Found.Number is not null);
        describes = named > descriptions.Count * UsualPlace;
        heads = descriptions.Count(d => IsFound(d.Found, PartNumberText.FindHeading(d.Row.ReadLines(d.Column)))) > named * UsualPlace;
        var tailed = descriptions.Count(d => IsFound(d.Found, PartNumberText.FindTail(d.Row.ReadMarked(d.Column))));
        tails = tailed >= FewestAlike && tailed > named * UsualPlace;
        codesAbove = descriptions.Count > 0
            && descriptions.Count(d => ReadFirstLineCode(d.Row, d.Column) is not null) >= descriptions.Count * 0.8;
        var places = descriptions.Select(d => PartNumberText.FindPlace(d.Row.ReadMarked(d.Column))).Where(p => p >= 0).ToList();
        if (places.GroupBy(p => p).MaxBy(g => g.Count()) is { } common && common.Count() >= FewestAlike
            && common.Count() > places.Count * UsualPlace)
        {
            place = common.Key;
        }
    }

    /// <summary>Each description has a code alone on its first line.</summary>
    public bool HasCodesAbove => codesAbove;

    /// <summary>
    /// The manufacturer's own column first, then a label in the text, the part number column, and a code only where
    /// the description names no part number: purchase orders have an ERP's code there.
    /// </summary>
    public void SetPart(Item item, Row row)
    {
        item.SupplierPart = FindOwn(row, Field.Code) ?? Labels.FindValue(row.Everything, "seller");
        item.CustomerPart = FindOwn(row, Field.CustomerPart) ?? Labels.FindValue(row.Everything, "buyer");
        item.Gtin = FindGtin(row);
        if (ReadCell(row, Field.MfrPart) is { } mfr)
        {
            (item.Partnumber, item.PartConfidence) = (mfr, 0.98);
        }
        else if (item.Partnumber is null)
        {
            (item.Partnumber, item.PartConfidence) = ReadCell(row, Field.Part, FewestParts) is { } part
                ? (part, row.Header.Has(Field.MfrPart) ? 0.6 : 0.95)
                : ReadCell(row, Field.Code, FewestParts) is { } code
                && !(codesAbove && ReadFirstLineCode(row) is not null) ? (code, 0.8) : FindElsewhere(item, row);
        }

        item.SupplierPart = item.SupplierPart == item.Partnumber ? null : item.SupplierPart;
        item.CustomerPart = item.CustomerPart == item.Partnumber ? null : item.CustomerPart;
    }

    private static bool IsFound((string? Number, double Confidence) found, string? there) =>
        there is not null && found is (var number, <= 0.75) && string.Equals(number, there, StringComparison.Ordinal);

    /// <summary>"Part", "Reference" or "Component" is a symbol or a reference where another column has the part numbers.</summary>
    private void FindOutranked(IReadOnlyList<Row> rows, Dictionary<string, (int Filled, int Parts)> counts)
    {
        foreach (var table in rows.GroupBy(r => r.Header.Key, StringComparer.Ordinal))
        {
            var row = table.First();
            var columns = row.Header.Columns.Where(c => c.Field is Field.MfrPart or Field.Part).ToList();
            var better = columns.Exists(c => c.Field is Field.MfrPart) || columns.Exists(c => !IsWeak(c)
                && counts.GetValueOrDefault(ToKey(row, c)) is { Filled: > 0 } count && count.Parts >= count.Filled * FewestParts);
            if (better)
            {
                outranked.UnionWith(columns.Where(c => c.Field is Field.Part && IsWeak(c)).Select(c => ToKey(row, c)));
            }
        }
    }

    private static bool IsWeak(Column column) => WeakNames.Contains(HeaderTerms.Normalize(column.Text));

    private (string? Number, double Confidence) FindElsewhere(Item item, Row row)
    {
        if (codesAbove && ReadFirstLineCode(row) is { } above)
        {
            return (above, 0.75);
        }

        var own = ReadCell(row, Field.Part) ?? ReadCell(row, Field.Code) ?? Labels.FindValue(row.Everything, "seller");
        var (inside, confidence) = FindInDescription(item, row);
        return inside is not null && (own is null || describes || (confidence > 0.7 && !own.Any(char.IsAsciiLetter))) ? (inside, confidence)
            : describes && FindDigits(row) is { } digits ? (digits, 0.6)
            : own is not null
            && !describes ? (own, 0.6) // This line has only the seller's or buyer's own number, while other lines name the maker's.
            : Labels.FindValue(row.Everything, "part") is { } weak ? (weak, 0.6)
            : ReadCell(row, Field.CustomerPart) is { } customer ? (customer, 0.4) : (null, 0);
    }

    private (string? Number, double Confidence) FindInDescription(Item item, Row row)
    {
        foreach (var column in row.Header.Columns.Where(c => c.Field is Field.Description))
        {
            var text = row.ReadMarked(column);
            var found = PartNumberText.FindIn(text);
            if (found.Confidence <= 0.75)
            {
                var usual = heads ? PartNumberText.FindHeading(row.ReadLines(column)) : tails ? PartNumberText.FindTail(text) : null;
                if ((usual ?? (place >= 0 ? PartNumberText.FindAt(text, place) : null)) is { } there)
                {
                    return (there, 0.75);
                }
            }

            if (found.Number is not null)
            {
                return found;
            }
        }

        return PartNumberText.FindIn(item.Description ?? "");
    }

    private static string? FindDigits(Row row) =>
        row.Header.Columns.Where(c => c.Field is Field.Description)
        .Select(c => PartNumberText.FindDigits(Labels.TakeBeforeLabels(row.ReadMarked(c))))
        .FirstOrDefault(d => d is not null);

    private static string? ReadFirstLineCode(Row row) =>
        row.Header.Columns.Where(c => c.Field is Field.Description).Select(c => ReadFirstLineCode(row, c))
        .FirstOrDefault(c => c is not null);

    /// <summary>A code alone on the first line of a description cell, its text on the lines below.</summary>
    private static string? ReadFirstLineCode(Row row, Column column) =>
        row.ReadLines(column) is [{ Length: >= 4 and <= 40 } first, var next, ..] && !first.Contains(' ', StringComparison.Ordinal)
        && first.Any(char.IsAsciiDigit)
        && next.Any(char.IsLetter) && CellKinds.ClassifyCell(first) is CellKind.Code or CellKind.Number or CellKind.Gtin
        && PartNumberText.FitsColumn(first) ? first : null;

    /// <summary>A seller's or a buyer's own number, which may be short and of digits alone.</summary>
    private static string? FindOwn(Row row, Field field) =>
        row.Filled.Where(c => c.Field == field).Select(c => CleanCell(row, c))
        .FirstOrDefault(c => c.Length is > 1 and <= 40 && c.Count(letter => letter is ' ') <= MostSpaces && !DateText.IsDate(c));

    private static string? FindGtin(Row row) =>
        row.Filled.SelectMany(row.ReadLines).SelectMany(line => line.Split([' ', ':', '('], StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(t => t.Length >= 12 && CellKinds.IsGtin(t));

    private string? ReadCell(Row row, Field field, double least = 0)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field == field && !outranked.Contains(ToKey(row, column)) && shares.GetValueOrDefault(ToKey(row, column)) >= least
                && CleanCell(row, column) is { Length: > 0 } clean)
            {
                var spaces = clean.Count(c => c == ' ');
                if (CellKinds.IsMangled(clean) || DateText.IsDate(clean))
                {
                    continue;
                }

                if ((spaces <= (field is Field.Code ? 0 : 1) || PartNumberText.IsSpaced(clean)
                    || (IsWhole(clean) && field is Field.MfrPart or Field.Part && !IsWeak(column)))
                    && PartNumberText.FitsColumn(clean))
                {
                    return clean;
                }

                if (TakeFirstToken(clean) is { } first)
                {
                    return first;
                }
            }
        }

        return null;
    }

    /// <summary>Capitals and digits in up to four words under a header that says part number: the cell is one.</summary>
    private static bool IsWhole(string cell) =>
        cell.Length <= 32 && cell[0] is not ' ' && char.IsAsciiLetterOrDigit(cell[0]) && cell.Any(char.IsAsciiDigit)
        && !cell.Any(char.IsLower) && cell.Split(' ') is { Length: <= 4 } words
        && Array.TrueForAll(words, w => !PartNumberText.IsMeasure(w));

    private static string ToKey(Row row, Column column) => $"{row.Header.Columns.IndexOf(column)} {column.Text}";

    private static string CleanCell(Row row, Column column) =>
        row.ReadCode(column) is { Length: > 0 } code && !Distributors.Contains(code)
            ? Labels.FindValue(code) ?? FindLabelledOwn(row.ReadMarked(column)) ?? code.Trim('*', ':', ';', ',', '[', ']', ' ') : "";

    /// <summary>
    /// "RS-232 transceiver Supplier Item: MAX3232ESE": a description in the part column, and the number behind its label.
    /// </summary>
    private static string? FindLabelledOwn(string cell) =>
        Labels.TakeBeforeLabels(cell).Trim().Contains(' ', StringComparison.Ordinal) ? Labels.FindValue(cell, "seller") : null;

    /// <summary>
    /// Letters and digits, or digits that hyphens divide, and not as an ERP numbers its materials: few letters and then digits only
    /// ("MP-000123", "ELE00456").
    /// </summary>
    private static bool IsPart(string code)
    {
        if (!code.Any(char.IsAsciiLetter))
        {
            return code.Length >= 6 && (code.Contains('-', StringComparison.Ordinal) || PartNumberText.IsSpaced(code));
        }

        var letters = code.TakeWhile(char.IsAsciiLetter).Count();
        var rest = code[letters..];
        return rest.Length == 0 ? code.Length > 3
            : letters > 4 || rest.Length < 4 || rest.TrimStart('-', '.', '/') is not ['0' or '1' or '2', ..]
            || !rest.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/');
    }

    /// <summary>The first token of a cell that has more than a part number, where it looks like one.</summary>
    private static string? TakeFirstToken(string cell) =>
        cell.Split(' ', 2)[0] is { Length: >= 3 } token && token.Any(char.IsAsciiDigit) && NumberText.Parse(token) is null ? token : null;
}
