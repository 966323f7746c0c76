using Nexa.Documents.Layouts;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Xml;

/// <summary>
/// A line of an electronic document. Its numbers are exact; which of its codes is the part number is judged as in a table.
/// </summary>
internal sealed record XmlLine
{
    private static readonly Field[] Columns =
        [Field.MfrPart, Field.Code, Field.CustomerPart, Field.Gtin, Field.Description, Field.None, Field.Manufacturer, Field.Origin];

    public string? ManufacturerPart { get; init; }
    public string? SellerPart { get; init; }
    public string? BuyerPart { get; init; }
    public string? Gtin { get; init; }
    public string? Description { get; init; }

    /// <summary>More about the item, in which labels may name its part number.</summary>
    public string? Note { get; init; }
    public string? Manufacturer { get; init; }
    public string? Origin { get; init; }
    public string? Ncm { get; init; }
    public string? ExTipi { get; init; }
    public string? Hts { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? UnitPrice { get; init; }
    public decimal? Total { get; init; }

    public static List<Item> BuildItems(IReadOnlyList<XmlLine> lines)
    {
        var header = new Header([.. Columns.Select((f, i) => new Column(f, f.ToString(), i, i + 1))], 0, 0, 0, 0);
        var rows = lines.Select(line =>
        {
            var row = new Row(header, 1);
            foreach (var (at, text) in (ReadOnlySpan<(int, string?)>)[(0, line.ManufacturerPart), (1, line.SellerPart),
                (2, line.BuyerPart), (3, line.Gtin), (4, line.Description), (5, line.Note), (6, line.Manufacturer), (7, line.Origin)])
            {
                if (text is { Length: > 0 })
                {
                    row.SetCell(header.Columns[at], text);
                }
            }

            return row;
        }).ToList();
        var parts = new PartColumns(rows);
        return [.. rows.Zip(lines, (row, line) => FillItem(TableLayout.BuildItems(row, parts) ?? new Item(1), line))];
    }

    private static Item FillItem(Item item, XmlLine line)
    {
        (item.Quantity, item.UnitPrice, item.Total, item.IsExact) = (line.Quantity, line.UnitPrice, line.Total, true);
        (item.Ncm, item.ExTipi, item.Hts) = (line.Ncm ?? item.Ncm, line.ExTipi, line.Hts ?? item.Hts);
        return item;
    }
}
