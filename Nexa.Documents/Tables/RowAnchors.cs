using Nexa.Documents.Layouts;

namespace Nexa.Documents.Tables;

/// <summary>Lines with the numbers of a row: every row has one, and the lines around it go with it.</summary>
internal static class RowAnchors
{
    /// <summary>Whether the line has the numbers that every row has.</summary>
    public static bool IsAnchor(LineCells line, Header header)
    {
        var hasQuantity = header.Has(Field.Quantity);
        var quantity = line.ReadNumber(Field.Quantity) is not null;
        var price = line.ReadNumber(Field.UnitPrice) is not null || line.ReadNumber(Field.Total) is not null;
        var names = line.Has(Field.Part) || line.Has(Field.MfrPart) || line.Has(Field.Code) || line.Has(Field.Description)
            || line.ReadNumber(Field.LineNo) is not null;
        return hasQuantity ? (quantity && (names || price)) || (price && names && (line.Numbers >= 2 || HasPart(line))) : price && names;
    }

    /// <summary>A part number and a price, of which the other numbers stand higher or lower.</summary>
    public static bool HasPart(LineCells line) =>
        line.ReadNumber(Field.UnitPrice) is not null
        && (line.ReadText(Field.MfrPart) is { Length: > 0 } mfr ? mfr : line.ReadText(Field.Part)) is var part
        && PartNumberText.LooksLikePart(part);

    /// <summary>The same item in another unit, under the line that has its code and all its numbers.</summary>
    public static bool IsSecond(LineCells line, LineCells above) => line.Numbers < above.Numbers && !HasId(line) && HasId(above);

    /// <summary>One of the two has the quantity and the other the prices: cells of one row that wrap.</summary>
    public static bool CompletesAnchor(LineCells line, LineCells above) =>
        RowOwners.IsNear(line, above, 0)
        && !(HasId(line) && HasId(above) && line.ReadNumber(Field.LineNo) is not null && above.ReadNumber(Field.LineNo) is not null)
        && (line.ReadNumber(Field.Quantity) is null) != (above.ReadNumber(Field.Quantity) is null) && HasPrice(line) != HasPrice(above)
        && HasPrice(line) == line.ReadNumber(Field.Quantity) is null;

    /// <summary>The last digits of numbers that had no room on the line above.</summary>
    public static bool IsBroken(LineCells line, LineCells above)
    {
        var tails = line.Cells.Keys.Where(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total).ToList();
        if (tails.Count == 0 || !RowOwners.IsNear(line, above, 0)
            || tails.Exists(c => !IsTail(line.ReadText(c)) || !above.ReadText(c).Any(char.IsAsciiDigit)))
        {
            return false;
        }

        var joined =
            new Item(0) { Quantity = ReadJoined(Field.Quantity), UnitPrice = ReadJoined(Field.UnitPrice), Total = ReadJoined(Field.Total) };
        return joined.Multiplies ?? (!HasId(line) && !line.Has(Field.Description));

        decimal? ReadJoined(Field field) =>
            tails.Find(c => c.Field == field) is { } column ? NumberText.Parse(above.ReadText(column) + line.ReadText(column))
            : above.ReadNumber(field);
    }

    /// <summary>What a number can end with on a line of its own.</summary>
    public static bool IsTail(string text) =>
        text.Length is > 0 and <= 3 && text.AsSpan().TrimStart(".,'") is var digits && digits.Length > 0
        && !digits.ContainsAnyExceptInRange('0', '9');

    public static bool HasPrice(LineCells line) => line.ReadNumber(Field.UnitPrice) is not null || line.ReadNumber(Field.Total) is not null;

    public static bool HasId(LineCells line) =>
        line.Has(Field.Code) || line.Has(Field.Part) || line.Has(Field.MfrPart) || line.ReadNumber(Field.LineNo) is not null;

    public static int CountNumericColumns(Header header) =>
        (header.Has(Field.Quantity) ? 1 : 0) + (header.Has(Field.UnitPrice) ? 1 : 0) + (header.Has(Field.Total) ? 1 : 0);
}
