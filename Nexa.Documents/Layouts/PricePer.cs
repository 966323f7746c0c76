using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Brings a price that is quoted per 100 or per 1,000 to the price of one.</summary>
internal static class PricePer
{
    private static readonly decimal[] Quoted = [1000, 100];

    public static void ApplyBasis(Item item, Row row)
    {
        if (item.UnitPrice is not { } price)
        {
            return;
        }

        var column = row.Filled.FirstOrDefault(c => c.Field is Field.PricePer);
        var priced = row.Filled.FirstOrDefault(c => c.Field is Field.UnitPrice);
        var basis = (column is null ? null : row.FindNumber(column) is { } number
            ? PriceBasis.Parse(number.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture))
            : PriceBasis.Parse(row.ReadText(column)))
            ?? (priced is null ? null : row.ReadLines(priced).Select(PriceBasis.FindIn).FirstOrDefault(b => b is not null)
            ?? PriceBasis.FindIn(priced.Text)) ?? 1;
        if (item is { Quantity: > 0, Total: > 0 })
        {
            // The line's own product decides which basis applies, not the column.
            basis = FitsTotal(item, price, 1) ? 1 : FitsTotal(item, price, basis) ? basis
                : Quoted.FirstOrDefault(per => FitsTotal(item, price, per), basis);
        }

        item.UnitPrice = basis > 1 ? price / basis : price;
    }

    /// <summary>Whether three numbers of a line multiply, for one piece or for as many as prices are quoted for.</summary>
    public static bool Multiplies(decimal quantity, decimal price, decimal total)
    {
        var item = new Item(0) { Quantity = quantity, UnitPrice = price, Total = total };
        return FitsTotal(item, price, 1) || Array.Exists(Quoted, per => FitsTotal(item, price, per));
    }

    private static bool FitsTotal(Item item, decimal price, decimal basis) =>
        new Item(0) { Quantity = item.Quantity / basis, UnitPrice = price, Total = item.Total }.Multiplies is true;
}
