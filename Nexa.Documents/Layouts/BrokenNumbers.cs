using System.Text.RegularExpressions;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Numbers that a narrow column has broken over two lines ("698'489.7" above "0").</summary>
internal static partial class BrokenNumbers
{
    public static void MendNumbers(Item item, Row row)
    {
        var (quantity, price, total) = (JoinNumber(row, Field.Quantity), JoinNumber(row, Field.UnitPrice), JoinNumber(row, Field.Total));
        if ((quantity ?? price ?? total) is null)
        {
            return;
        }

        // Take the reading whose product is nearest to the total; without a total, join numbers that end at a separator.
        var best = item.Multiplies is true ? item : null;
        for (var joined = 1; joined < 8; joined++)
        {
            var mended = new Item(item.Page)
            {
                Quantity = (joined & 1) > 0 ? quantity : item.Quantity,
                UnitPrice = (joined & 2) > 0 ? price : item.UnitPrice,
                Total = (joined & 4) > 0 ? total : item.Total,
            };
            best = mended.Multiplies is true && (best is null || MeasureError(mended) < MeasureError(best)) ? mended : best;
        }

        if (best is not null)
        {
            (item.Quantity, item.UnitPrice, item.Total) = (best.Quantity, best.UnitPrice, best.Total);
            return;
        }

        item.Quantity = IsComplete(row, Field.Quantity) ? item.Quantity : quantity ?? item.Quantity;
        item.UnitPrice = IsComplete(row, Field.UnitPrice) ? item.UnitPrice : price ?? item.UnitPrice;
        item.Total = IsComplete(row, Field.Total) ? item.Total : total ?? item.Total;
    }

    private static decimal MeasureError(Item item) => Math.Abs((item.Quantity!.Value * item.UnitPrice!.Value) - item.Total!.Value);

    private static Column? FindBroken(Row row, Field field) =>
        row.Filled.FirstOrDefault(c => c.Field == field && row.ReadLines(c) is [_, _, ..]);

    private static decimal? JoinNumber(Row row, Field field) =>
        FindBroken(row, field) is { } column ? NumberText.Parse(string.Concat(row.ReadLines(column))) : null;

    private static bool IsComplete(Row row, Field field) =>
        FindBroken(row, field) is not { } column
        || !row.ReadLines(column).Take(row.ReadLines(column).Count - 1).Any(l => OpenPattern().IsMatch(l));

    /// <summary>A separator without the digits that it separates.</summary>
    [GeneratedRegex(@"\d([.,']|'\d{1,2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex OpenPattern();
}
