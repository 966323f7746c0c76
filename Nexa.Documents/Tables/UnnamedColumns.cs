using Nexa.Documents.Layouts;

namespace Nexa.Documents.Tables;

/// <summary>
/// A column whose header nobody knows, but whose numbers multiply with the others': the quantity, the price or the total that the table
/// lacks.
/// </summary>
internal static class UnnamedColumns
{
    /// <summary>At least this share of the rows must multiply: single rows may have a discount or a misprint.</summary>
    private const double LeastProductShare = 0.8;
    private static readonly Field[] Numbers = [Field.Quantity, Field.UnitPrice, Field.Total];

    public static void NameColumns(List<Row> rows)
    {
        foreach (var table in rows.GroupBy(r => r.Header.Key, StringComparer.Ordinal))
        {
            var header = table.First().Header;
            Field[] lacks = [.. Numbers.Where(f => !rows.Exists(r => r.Header.Has(f)))];
            if (lacks is [var field] && Enumerable.Range(0, header.Columns.Count)
                .FirstOrDefault(i => header.Columns[i].Field is Field.None && IsProduct(table, field, i), -1) is >= 0 and var at)
            {
                foreach (var row in table)
                {
                    row.Header.Columns[at].Field = field;
                }
            }
        }
    }

    private static bool IsProduct(IEnumerable<Row> table, Field field, int at)
    {
        var (all, multiply) = (0, 0);
        foreach (var row in table.Where(r => at < r.Header.Columns.Count))
        {
            decimal? ReadValue(Field wanted) =>
                NumberText.Parse(wanted == field ? row.ReadText(row.Header.Columns[at]) : row.ReadText(wanted));
            all++;
            multiply += new Item(row.Page) { Quantity = ReadValue(Field.Quantity), UnitPrice = ReadValue(Field.UnitPrice),
                Total = ReadValue(Field.Total) }.Multiplies is true ? 1 : 0;
        }

        return multiply > all * LeastProductShare;
    }
}
