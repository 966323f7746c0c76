using Nexa.Worker.Documents.Tables;

namespace Nexa.Worker.Documents.Layouts;

/// <summary>The generic layout: a table whose headers say what its columns hold.</summary>
internal sealed class TableLayout : ILayout
{
    public string Name => "table";

    public List<Item> Read(DocumentText document)
    {
        var items = new List<Item>();
        foreach (var row in document.Rows)
        {
            if (Build(row) is { } item)
            {
                items.Add(item);
            }
        }

        PartColumns.Choose(items, document.Rows);
        Arithmetic.Repair(items);
        return items;
    }

    internal static Item? Build(Row row)
    {
        var item = new Item(row.Page)
        {
            Box = new(Math.Round(row.Left, 1), Math.Round(row.Top, 1), Math.Round(row.Right, 1), Math.Round(row.Bottom, 1)),
            Quantity = Number(row, Field.Quantity),
            UnitPrice = Number(row, Field.UnitPrice),
            Total = Number(row, Field.Total),
            Manufacturer = NullIfEmpty(row.Text(Field.Manufacturer)),
            Ncm = Tariff.Digits(row.Text(Field.Ncm), 8, 8),
            Hts = Tariff.Digits(row.Text(Field.Hts), 6, 10),
            Origin = NullIfEmpty(row.Text(Field.Origin)),
            Description = NullIfEmpty(string.Join(' ', row.Filled.Where(c => c.Field is Field.Description).OrderBy(c => c.Left).Select(row.Text))),
        };
        item.Description ??= NullIfEmpty(string.Join(' ', row.Filled.Where(c => c.Field is Field.Part or Field.Code).Select(row.Text).Where(t => t.Contains(' ', StringComparison.Ordinal))));
        item.Currency = Money.CurrencyOf(row.Text(Field.Currency)) ?? Money.CurrencyIn(row.Text(Field.UnitPrice)) ?? Money.CurrencyIn(row.Text(Field.Total))
            ?? row.Header.Columns.Select(c => c.Currency).FirstOrDefault(c => c is not null);
        if (item.Origin is { Length: > 60 })
        {
            item.Origin = null;
        }

        var everything = string.Join(' ', row.Filled.Where(c => c.Field is Field.None or Field.Description or Field.Part or Field.Code or Field.Ncm or Field.Hts).OrderBy(c => c.Left).Select(row.Text));
        Labels.Apply(everything, item);
        PartColumns.Set(item, row);
        return item.Partnumber is null && item.Description is null ? null : item;
    }

    private static decimal? Number(Row row, Field field)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field == field && row.Lines(column) is { Count: > 0 } lines)
            {
                foreach (var line in lines)
                {
                    if (Money.Parse(line) is { } number)
                    {
                        return number;
                    }
                }
            }
        }

        return null;
    }

    internal static string? NullIfEmpty(string text) => text.Trim().Trim('-', ':', '|').Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
