using System.Text.RegularExpressions;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>The generic layout: a table whose headers say what its columns hold.</summary>
internal sealed class TableLayout : ILayout
{
    /// <summary>A charge is named in a few words; a longer text describes goods.</summary>
    private const int LongestCharge = 60;
    private const int LongestOrigin = 60;

    /// <summary>A row with more candidate numbers compares offers and is not a line item.</summary>
    private const int MostChoices = 200;

    private static readonly Regex ChargePattern = WordLists.ComposePattern(@"\b{charges}\b.*(charges?|fees?|costs?|kosten)?");
    private static readonly Regex SumPattern = WordLists.ComposePattern(@"^\W*{sum_words}\W*({currencies}\W*)?[\d.,%]*\W*$");

    public string Name => "table";

    public List<Item> ReadItems(DocumentText document) => BuildItems(document.Rows, document.DecimalPoint);

    internal static List<Item> BuildItems(IReadOnlyList<Row> rows, char decimalPoint)
    {
        NumberFormat.SettleRows(rows, decimalPoint);
        var parts = new PartColumns(rows);
        var counted = rows.Any(r => r.Header.Has(Field.Quantity));
        var items = new List<Item>();
        foreach (var row in rows.Where(r => !IsSum(r)))
        {
            if (BuildItems(row, parts) is { } item
                && (item.Partnumber is not null || ((item.Description is not { } text || !IsCharge(text)) && (!counted || row.Header.Has(Field.Quantity)))))
            {
                items.Add(item); // Beside a table with quantities, one without them lists taxes or dates.
            }
        }

        Arithmetic.RepairItems(items);
        return items;
    }

    /// <summary>Rows of freight, insurance and the like: no goods, and said.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="items">What was read out of them.</param>
    internal static IEnumerable<LeftOut> ListCharges(IReadOnlyList<Row> rows, IReadOnlyCollection<Item> items)
    {
        var goods = items.Select(item => (item.Page, item.Description)).ToHashSet();
        return rows.Select(row => (row.Page, Text: NullIfEmpty(DescribeRow(row)), IsCounted: IsCounted(row)))
            .Where(row => row is { IsCounted: true, Text: { } text } && IsCharge(text) && !goods.Contains((row.Page, text)))
            .Select(row => new LeftOut($"Encargo, não mercadoria: \"{row.Text}\".", row.Page, 1));
    }

    private static bool IsCounted(Row row) =>
        new[] { Field.Quantity, Field.UnitPrice, Field.Total }.Any(field => FindNumbers(row, field).Any());

    private static string DescribeRow(Row row) => string.Join(' ', row.Filled.Where(c => c.Field is Field.Description).OrderBy(c => c.Left)
        .Select(c => DescribeCell(row, c)));

    internal static Item? BuildItems(Row row, PartColumns parts)
    {
        var item = new Item(row.Page)
        {
            Box = row.Bottom > 0 ? new(Math.Round(row.Left, 1), Math.Round(row.Top, 1), Math.Round(row.Right, 1),
                Math.Round(row.Bottom, 1)) : null,
            Manufacturer = NullIfEmpty(row.ReadText(Field.Manufacturer)),
            Ncm = Tariff.FindDigits(row.ReadText(Field.Ncm), 8, 8),
            Hts = Tariff.FindDigits(row.ReadText(Field.Hts), 6, 10),
            Origin = NullIfEmpty(row.ReadText(Field.Origin)) is { Length: <= LongestOrigin } origin ? origin : null,
            Description = NullIfEmpty(DescribeRow(row)),
            Currency = CurrencyText.ReadCode(row.ReadText(Field.Currency)) ?? CurrencyText.FindInPrice(row.ReadText(Field.UnitPrice))
                ?? CurrencyText.FindInPrice(row.ReadText(Field.Total))
                ?? row.Header.Columns.Select(c => c.Currency).FirstOrDefault(c => c is not null),
        };
        ChooseNumbers(item, row);
        BrokenNumbers.MendNumbers(item, row);
        DescribeByCodes(item, row);
        foreach (var column in row.Header.Columns)
        {
            if (row.ReadMarked(column) is var text && text.AsSpan().ContainsAny(':', '='))
            {
                Labels.FillItem(text, item);
            }
        }

        PricePer.ApplyBasis(item, row);
        parts.SetPart(item, row);
        ReadStacked(item, row);
        TrimDescription(item, row, parts);
        CheckMangled(item, row);
        item.Description = item is { Description: { } described, Partnumber: { } number } ? PartNumberText.RemoveFrom(described, number)
            : item.Description;
        return item.Partnumber is null && item.Description is null && item.Doubts.Count == 0 ? null : item;
    }

    /// <summary>Chooses between ordered and shipped, list and net: takes the quantity and price that multiply to the total.</summary>
    private static void ChooseNumbers(Item item, Row row)
    {
        var quantities = FindNumbers(row, Field.Quantity).ToList();
        var prices = FindNumbers(row, Field.UnitPrice).Concat(FindNumbers(row, Field.Unit).Where(n => n?.Scale >= 2)).ToList();
        var totals = FindNumbers(row, Field.Total).ToList();
        if (prices.Count == 0 && totals.Count > 1 && quantities.Exists(q => q * totals[0] == totals[^1]))
        {
            prices.Add(totals[0]); // "Valor" beside "Subtotal" is the price of one.
        }

        (item.UnitPrice, item.Total) = (prices.FirstOrDefault(), totals.LastOrDefault());
        item.Quantity = item is { UnitPrice: { } first, Total: { } sum } && quantities.Count > 1
            ? quantities.MinBy(q => Math.Abs((q!.Value * first) - sum)) : quantities.FirstOrDefault();
        if (item.Multiplies is not false || quantities.Count * prices.Count * totals.Count is < 2 or > MostChoices)
        {
            return;
        }

        foreach (var total in totals.AsEnumerable().Reverse())
        {
            foreach (var price in prices)
            {
                foreach (var quantity in quantities)
                {
                    if (new Item(0) { Quantity = quantity, UnitPrice = price, Total = total }.Multiplies is true)
                    {
                        (item.Quantity, item.UnitPrice, item.Total) = (quantity, price, total);
                        return;
                    }
                }
            }
        }
    }

    /// <summary>A table without a description column has its words beside or below the codes.</summary>
    private static void DescribeByCodes(Item item, Row row)
    {
        var codes = row.Filled.Where(c => c.Field is Field.Part or Field.Code or Field.MfrPart).ToList();
        item.Description ??= NullIfEmpty(string.Join(' ', codes.SelectMany(c => row.ReadLines(c).Skip(1))
            .Where(l => l.Contains(' ', StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal))));
        item.Description ??= NullIfEmpty(
            string.Join(' ', codes.Select(row.ReadText).Where(t => t.Contains(' ', StringComparison.Ordinal))));
    }

    /// <summary>Where codes stand above descriptions, text below a labelled line belongs to the form, not to the goods.</summary>
    private static void TrimDescription(Item item, Row row, PartColumns parts)
    {
        var lines = row.Filled.Where(c => c.Field is Field.Description).Select(row.ReadLines).FirstOrDefault() ?? [];
        if (parts.HasCodesAbove && item.Partnumber is not null && lines.Count > 1 && !lines[1].Contains(':', StringComparison.Ordinal))
        {
            item.Description = string.Join(' ', lines.Skip(1).TakeWhile(l => !l.Contains(':', StringComparison.Ordinal)));
        }
    }

    /// <summary>Under a header of several names ("Our code", and "Mfr part no." below it) cells have a value for each.</summary>
    private static void ReadStacked(Item item, Row row)
    {
        foreach (var column in row.Filled)
        {
            var fields = column.Listed.Count > 0 ? column.Listed
                : column.Stacked is var (upper, lower) ? (IReadOnlyList<Field>)[upper, lower] : [];
            var lines = row.ReadLines(column);
            if (fields.Count == 0 || lines.Count < fields.Count)
            {
                continue;
            }

            // The field that wraps takes the lines that the others leave: the description, else the last one.
            var wrapping = fields.ToList().IndexOf(Field.Description) is >= 0 and var described ? described : fields.Count - 1;
            var spare = lines.Count - fields.Count;
            for (var i = 0; i < fields.Count; i++)
            {
                var value = lines.Skip(i > wrapping ? i + spare : i).Take(i == wrapping ? spare + 1 : 1);
                FillField(item, fields[i], string.Join(fields[i] is Field.Description or Field.Manufacturer ? " " : "", value));
            }
        }
    }

    private static void FillField(Item item, Field field, string value)
    {
        switch (field)
        {
            case Field.MfrPart or Field.Part
                when PartNumberText.FitsColumn(value): (item.Partnumber, item.PartConfidence) = (value, 0.95); break;
            case Field.Manufacturer: item.Manufacturer = value; break;
            case Field.Description: item.Description = value; break;
        }
    }

    /// <summary>
    /// A spreadsheet that has rounded a part number, or made a date of it: no other number takes its place, the analyst is told.
    /// </summary>
    private static void CheckMangled(Item item, Row row)
    {
        var cells = row.Filled.Where(c => c.Field is Field.MfrPart or Field.Part).Select(row.ReadText).ToList();
        if (cells.Find(CellKinds.IsMangled) is { } rounded)
        {
            (item.Partnumber, item.PartConfidence) = (null, 0);
            item.Doubts.Add($"A planilha arredondou o part number para \"{rounded}\": informe o número completo.");
        }
        else if (item.Partnumber is null && cells.Find(DateText.IsDate) is { } date)
        {
            item.Doubts.Add($"A planilha transformou o part number na data \"{date}\": informe o número original.");
        }
    }

    /// <summary>The text before the labels, if there is any.</summary>
    private static string DescribeCell(Row row, Column column) =>
        Labels.TakeBeforeLabels(row.ReadMarked(column)) is var before
        && before.Count(char.IsLetter) >= 3 ? before.ReplaceLineEndings(" ").Replace('\t', ' ').Trim() : row.ReadText(column);

    private static IEnumerable<decimal?> FindNumbers(Row row, Field field) =>
        row.Header.Columns.Where(c => c.Field == field).Select(row.FindNumber).Where(n => n is not null);

    /// <summary>A row of a sum, tax or charge, or a repeated header: it has words where other rows have codes.</summary>
    private static bool IsSum(Row row)
    {
        var texts = row.Filled.Where(c => c.Field is not (Field.Quantity or Field.UnitPrice or Field.Total)).OrderBy(c => c.Left)
            .Select(row.ReadText).Where(t => t.Length > 0).ToList();
        return (texts.Count is 1 or 2 && texts.Exists(SumPattern.IsMatch))
            || (row.Filled.Count() >= 2 && row.Filled.All(c => string.Equals(row.ReadText(c), c.Text, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Freight, insurance and the like, which invoices also list among their lines.</summary>
    private static bool IsCharge(string text) => text.Length < LongestCharge && ChargePattern.IsMatch(text);

    internal static string? NullIfEmpty(string text) => text.Trim().Trim('-', ':', '|').Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
