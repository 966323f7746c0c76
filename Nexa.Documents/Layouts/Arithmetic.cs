namespace Nexa.Documents.Layouts;

/// <summary>Quantity × unit price = line total: finds the three among numbers, and tells when columns were taken for each other.</summary>
internal static class Arithmetic
{
    /// <summary>Takes the last three numbers of a text, in printing order, of which the first two multiply to the third.</summary>
    public static void Find(string text, Item item)
    {
        var numbers = new List<decimal>();
        foreach (var word in text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            // Not 0.1UF or 50V: what a description measures is no quantity.
            if (NumberText.Parse(word) is { } number && !(char.IsAsciiLetter(word[^1]) && PartNumberText.IsMeasure(word)) && number >= 0
                && number < 1e12m && numbers.Count < 24)
            {
                numbers.Add(number);
            }
        }

        for (var c = numbers.Count - 1; c >= 2; c--)
        {
            for (var b = c - 1; b >= 1; b--)
            {
                for (var a = b - 1; a >= 0; a--)
                {
                    var (quantity, price) = numbers[a] == decimal.Truncate(numbers[a])
                        || numbers[b] != decimal.Truncate(numbers[b]) ? (numbers[a], numbers[b]) : (numbers[b], numbers[a]);
                    if (quantity > 0 && price > 0 && numbers[c] > 0 && !(quantity == 1 && price == 1)
                        && Math.Abs((quantity * price) - numbers[c]) <= Math.Max(0.011m, numbers[c] * 0.01m))
                    {
                        (item.Quantity, item.UnitPrice, item.Total) = (quantity, price, numbers[c]);
                        return;
                    }
                }
            }
        }
    }

    /// <summary>Exchanges two columns of numbers when most lines multiply only after the exchange.</summary>
    public static void RepairItems(List<Item> items)
    {
        foreach (var item in items.Where(i => i.Multiplies is false))
        {
            // 1.500 may be 1500 or 1.5: the line's product decides. A number below 1,000 has no second reading.
            foreach (var scale in (ReadOnlySpan<(decimal Quantity, decimal Price)>)[(0.001m, 1), (1, 0.001m)])
            {
                if ((scale.Quantity < 1 ? item.Quantity : item.UnitPrice) is not >= 1000)
                {
                    continue;
                }

                var (quantity, price) = (item.Quantity!.Value * scale.Quantity, item.UnitPrice!.Value * scale.Price);
                var read = new Item(0) { Quantity = quantity, UnitPrice = price, Total = item.Total };
                if (Math.Abs((quantity * price) - item.Total!.Value) <= 0.02m && read.Multiplies is true && item.Total > 0)
                {
                    (item.Quantity, item.UnitPrice) = (quantity, price);
                    break;
                }
            }
        }

        var whole = items.Where(i => i is { Quantity: > 0, UnitPrice: > 0, Total: > 0 }).ToList();
        if (whole.Count == 0 || whole.Count(i => i.Multiplies is true) >= whole.Count * 0.5)
        {
            return;
        }

        var exchanged = whole.Count(i =>
            new Item(0) { Quantity = i.Quantity, UnitPrice = i.Total, Total = i.UnitPrice }.Multiplies is true);
        if (exchanged > whole.Count * 0.6)
        {
            whole.ForEach(i => (i.UnitPrice, i.Total) = (i.Total, i.UnitPrice));
        }
    }
}
