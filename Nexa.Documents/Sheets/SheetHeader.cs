using Nexa.Documents.Tables;

namespace Nexa.Documents.Sheets;

/// <summary>Finds the row of a sheet that names its columns; a plain list of part numbers has none.</summary>
internal static class SheetHeader
{
    /// <summary>Spreadsheets of carts and projects have up to some thirty rows of addresses and sums above their header.</summary>
    private const int LastHeaderRow = 50;

    /// <summary>In a list without a header so many cells of its first columns are part numbers.</summary>
    private const double MostParts = 0.7;

    public static (int At, Header? Header) Find(List<SheetCell[]> rows)
    {
        (int At, Header? Header, int Fields) best = (-1, null, 0);
        for (var i = 0; i < Math.Min(rows.Count, LastHeaderRow); i++)
        {
            var columns = rows[i].Select((cell, at) => new Column(MatchCell(cell.Text), cell.Text, at, at + 1)).ToList();
            var known = columns.Where(c => c.Field is not (Field.None or Field.Other)).ToList();
            var fields = known.Select(c => c.Field).Distinct().Count();
            var names = known.Exists(c => c.Field is Field.Part or Field.MfrPart or Field.Code or Field.Description or Field.CustomerPart);
            if (names && fields > best.Fields && (known.Count > 1 || columns.Count(c => c.Text.Length > 0) == 1))
            {
                best = (i, new Header(columns, i, i, 0, 0), fields);
            }
        }

        return best.Header is null ? (HasUnknownHeader(rows) ? 0 : -1, FindInList(rows)) : (best.At, best.Header);
    }

    /// <summary>partNumber, Part_Number and PART-NUMBER are two words.</summary>
    private static Field MatchCell(string cell)
    {
        var spaced = string.Concat(cell.Replace('_', ' ')
            .Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(cell[i - 1]) ? " " + c : c.ToString()));
        return HeaderTerms.MatchCell(cell.Replace('_', ' ')) is var field and not Field.None ? field : HeaderTerms.MatchCell(spaced);
    }

    private static Header? FindInList(List<SheetCell[]> rows)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Length);
        var fields = new Field[width];
        for (var i = 0; i < Math.Min(width, 4); i++)
        {
            var cells = rows.Where(r => i < r.Length && r[i].Text.Length > 0).Select(r => r[i].Text).ToList();
            fields[i] = cells.Count == 0 ? Field.None
                : !fields.Contains(Field.Part) && cells.Count(IsPart) >= cells.Count * MostParts ? Field.Part
                : fields.Contains(Field.Part) && !fields.Contains(Field.Quantity)
                && cells.TrueForAll(c => QuantityText.Parse(c) is not null) ? Field.Quantity : Field.None;
        }

        return fields.Contains(Field.Part) ? new Header([.. fields.Select((f, i) => new Column(f, "", i, i + 1))], 0, 0, 0, 0) : null;
    }

    /// <summary>A first row without any digit above rows with part numbers is a header in words that the dictionary lacks.</summary>
    private static bool HasUnknownHeader(List<SheetCell[]> rows) =>
        rows.Count > 2 && rows[0].All(c => !c.Text.Any(char.IsAsciiDigit)) && rows[0].Any(c => c.Text.Any(char.IsAsciiLetterLower))
        && rows.Skip(1).All(r => r.Any(c => c.Text.Any(char.IsAsciiDigit)));

    private static bool IsPart(string cell) => PartNumberText.LooksLikePart(cell) && CellKinds.ClassifyCell(cell) is CellKind.Code;
}
