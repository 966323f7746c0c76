using System.Text.RegularExpressions;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>The generic layout: a table whose headers say what its columns hold.</summary>
internal sealed partial class TableLayout : ILayout
{
    public string Name => "table";

    public List<Item> Read(DocumentText document) => Build(document.Rows);

    internal static List<Item> Build(IReadOnlyList<Row> rows)
    {
        var parts = new PartColumns(rows);
        var counted = rows.Any(r => r.Header.Has(Field.Quantity));
        var items = new List<Item>();
        foreach (var row in rows)
        {
            if (Build(row, parts) is { } item && (item.Partnumber is not null || (!IsCharge(item) && (!counted || row.Header.Has(Field.Quantity)))))
            {
                items.Add(item); // a table without quantities beside one that has them is one of taxes or dates
            }
        }

        Arithmetic.Repair(items);
        return items;
    }

    internal static Item? Build(Row row, PartColumns parts)
    {
        var item = new Item(row.Page)
        {
            Box = new(Math.Round(row.Left, 1), Math.Round(row.Top, 1), Math.Round(row.Right, 1), Math.Round(row.Bottom, 1)),
            UnitPrice = Numbers(row, Field.UnitPrice).FirstOrDefault() ?? Numbers(row, Field.Unit).FirstOrDefault(n => n?.Scale >= 2),
            Total = Numbers(row, Field.Total).LastOrDefault(),
            Manufacturer = NullIfEmpty(row.Text(Field.Manufacturer)),
            Ncm = Tariff.Digits(row.Text(Field.Ncm), 8, 8),
            Hts = Tariff.Digits(row.Text(Field.Hts), 6, 10),
            Origin = NullIfEmpty(row.Text(Field.Origin)),
            Description = NullIfEmpty(string.Join(' ', row.Filled.Where(c => c.Field is Field.Description).OrderBy(c => c.Left).Select(c => Described(row, c)))),
        };
        // Ordered and shipped: the one that was invoiced.
        var quantities = Numbers(row, Field.Quantity).ToList();
        item.Quantity = item is { UnitPrice: { } price, Total: { } total } && quantities.Count > 1 ? quantities.MinBy(q => Math.Abs((q!.Value * price) - total)) : quantities.FirstOrDefault();
        BrokenNumbers.Mend(item, row);
        item.Description ??= NullIfEmpty(string.Join(' ', row.Filled.Where(c => c.Field is Field.Part or Field.Code or Field.MfrPart)
            .SelectMany(c => row.Lines(c).Skip(1)).Where(l => l.Contains(' ', StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal))));
        item.Description ??= NullIfEmpty(string.Join(' ', row.Filled.Where(c => c.Field is Field.Part or Field.Code).Select(row.Text).Where(t => t.Contains(' ', StringComparison.Ordinal))));
        item.Currency = Money.CurrencyOf(row.Text(Field.Currency)) ?? Money.CurrencyIn(row.Text(Field.UnitPrice)) ?? Money.CurrencyIn(row.Text(Field.Total))
            ?? row.Header.Columns.Select(c => c.Currency).FirstOrDefault(c => c is not null);
        if (item.Origin is { Length: > 60 })
        {
            item.Origin = null;
        }

        foreach (var column in row.Header.Columns)
        {
            if (row.Marked(column) is var text && text.AsSpan().ContainsAny(':', '='))
            {
                Labels.Apply(text, item);
            }
        }

        parts.Set(item, row);
        Stacked(item, row);
        item.Description = item is { Description: { } described, Partnumber: { } number } ? PartNumberText.Without(described, number) : item.Description;
        return item.Partnumber is null && item.Description is null ? null : item;
    }

    /// <summary>Under a header of two names ("Our code", and "Mfr part no." below it) cells have two values.</summary>
    private static void Stacked(Item item, Row row)
    {
        foreach (var column in row.Filled)
        {
            if (column.Stacked is not var (upper, lower) || row.Lines(column) is not [var first, _, ..] lines)
            {
                continue;
            }

            foreach (var (field, value) in (ReadOnlySpan<(Field, string)>)[(upper, first), (lower, string.Join(lower is Field.Description or Field.Manufacturer ? " " : "", lines.Skip(1)))])
            {
                switch (field)
                {
                    case Field.MfrPart or Field.Part when PartNumberText.Fits(value): (item.Partnumber, item.PartConfidence) = (value, 0.95); break;
                    case Field.Manufacturer: item.Manufacturer = value; break;
                    case Field.Description: item.Description = value; break;
                }
            }
        }
    }

    /// <summary>What stands before the labels, if anything does.</summary>
    private static string Described(Row row, Column column) =>
        Labels.Before(row.Marked(column)) is var before && before.Count(char.IsLetter) >= 3 ? before.ReplaceLineEndings(" ").Replace('\t', ' ').Trim() : row.Text(column);

    private static IEnumerable<decimal?> Numbers(Row row, Field field)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field == field && row.Lines(column).Select(Money.Parse).FirstOrDefault(n => n is not null) is { } number)
            {
                yield return number;
            }
        }
    }

    /// <summary>Freight, insurance and the like, which invoices also list among their lines.</summary>
    private static bool IsCharge(Item item) => item.Description is { Length: < 60 } text && ChargePattern().IsMatch(text);

    [GeneratedRegex(@"\b(freight|shipping|handling|insurance|bank|courier|packing|tariff|customs|documentation|surcharge|frete|seguro|despesas?|embalagem|flete|gastos|envio|porte|versand|fracht|verpackung)\b.*(charges?|fees?|costs?|kosten)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ChargePattern();

    internal static string? NullIfEmpty(string text) => text.Trim().Trim('-', ':', '|').Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
