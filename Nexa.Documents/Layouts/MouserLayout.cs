using System.Text.RegularExpressions;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>
/// Mouser's invoices: its own number "/" the part number, the manufacturer, a short description, NCM or HTS and COO in one cell.
/// </summary>
internal sealed partial class MouserLayout : ILayout
{
    private static readonly Regex LabelPattern = WordLists.ComposePattern(@"\b{mouser_labels}\s?:");

    public string Name => "mouser";

    public List<Item> ReadItems(DocumentText document)
    {
        var items = new List<Item>();
        NumberFormat.SettleRows(document.Rows, document.DecimalPoint);
        var parts = new PartColumns(document.Rows);
        foreach (var row in document.Rows)
        {
            var column = row.Filled.Where(c => c.Field is Field.Description or Field.Code or Field.Part or Field.None).OrderBy(c => c.Left)
                .FirstOrDefault(c => NumberPattern().IsMatch(row.ReadText(c)));
            if (column is not null && TableLayout.BuildItems(row, parts) is { } item)
            {
                items.Add(FillItem(item, row, column));
            }
            else if (items.Count > 0 && row.ReadText(Field.LineNo).Length == 0 && items[^1] is { Quantity: null } open)
            {
                open.Quantity = NumberText.Parse(row.ReadText(Field.Quantity));
                open.UnitPrice ??= NumberText.Parse(row.ReadText(Field.UnitPrice));
            }
        }

        Arithmetic.RepairItems(items);
        return items;
    }

    private static Item FillItem(Item item, Row row, Column column)
    {
        var text = row.ReadText(column);
        var match = NumberPattern().Match(text);
        var part = match.Groups["pn"].Value;
        var own = match.Groups["own"].Value;
        if (own.EndsWith('-') && own.Length <= 4)
        {
            own += part;
        }

        // Mouser's own number is a prefix and the part number, so it repairs a part number that a line end has divided.
        var expected = own[(own.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var rest = text[(match.Index + match.Length)..].Trim();
        if (expected.Length > part.Length && expected.StartsWith(part, StringComparison.OrdinalIgnoreCase)
            && rest.Split(' ')[0] is { Length: > 0 } tail && expected.EndsWith(tail, StringComparison.OrdinalIgnoreCase)
            && part.Length + tail.Length == expected.Length)
        {
            (part, rest) = (part + tail, rest[tail.Length..].Trim());
        }

        (item.Partnumber, item.PartConfidence) = (part, 0.99);
        var lines = row.ReadLines(column);
        var label = LabelPattern.Match(rest);
        var words = label.Success ? rest[..label.Index].Trim() : rest;
        var maker = FindMaker(lines, part, words);
        if (maker is not null && item.Manufacturer is null)
        {
            item.Manufacturer = maker;
            words = words[maker.Length..].Trim();
        }

        item.Description = TableLayout.NullIfEmpty(words) ?? item.Description;
        Labels.FillItem(rest, item);
        return item;
    }

    /// <summary>The maker stands behind the part number on its line, or on a line of its own below it.</summary>
    private static string? FindMaker(IReadOnlyList<string> lines, string part, string words)
    {
        var first = lines.FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal));
        var beside = first?[(first.LastIndexOf(part, StringComparison.Ordinal) + part.Length)..].Trim();
        return beside is { Length: > 1 } && words.Length > beside.Length && words.StartsWith(beside, StringComparison.Ordinal)
            && !beside.Any(char.IsAsciiDigit) ? beside
            : lines.FirstOrDefault(l => words.StartsWith(l, StringComparison.Ordinal) && l.Length < words.Length);
    }

    [GeneratedRegex(
        @"^\s*(?<own>\d{2,4}-(?<pn>\S.{2,38}?))\s*/\s*\k<pn>(?=\s|$)"
        + @"|^\s*(?<own>\d{2,4}-\s?[A-Za-z0-9][A-Za-z0-9\-./+_#,()=:*]*)\s*/\s*(?:MPN:\s*"
        + @"|PN:\s*)?(?<pn>[A-Za-z0-9][A-Za-z0-9\-./+_#,()=:*]*)")]
    private static partial Regex NumberPattern();
}
