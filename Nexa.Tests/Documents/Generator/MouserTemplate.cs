using System.Globalization;

namespace Nexa.Tests.Documents.Generator;

/// <summary>Layouts whose cells hold several facts each.</summary>
internal static class MouserTemplate
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static GeneratedDocument Write(Random random, List<ExpectedItem> items, string name)
    {
        var ruled = random.Next(2) == 0;
        return Cells("mouser", name, ["Mouser Electronics", "Fatura / Invoice: 71234567", "Data / Date: 02-Mar-2026", "Currency: USD"],
            ["Nº da Linha / Line No.", "Descrição / Description", "Qtd Pedida / Ordered", "Qtd Enviada / Shipped", "Qtd Pendente / Pending",
                "Preço Unit. / Unit Price", "Total / Ext. Price"],
            [10, 40, 10, 10, 10, 12, 12], items, ruled, item =>
            [
                $"{random.Next(10, 999)}-{item.PartNumber} / {item.PartNumber}", item.Manufacturer, item.Description,
                random.Next(2) == 0 ? $"NCM: {item.Ncm}"
                    : $"HTS: {item.Ncm[..4]}.{item.Ncm[4..6]}.{item.Ncm[6..]}00", $"COO: {item.Origin}",
            ], item => [$"{item.Quantity}", $"{item.Quantity}", "0", item.UnitPrice.ToString("0.00##", Plain),
                item.Total.ToString("N2", Plain)]);
    }

    public static GeneratedDocument WriteLabelled(Random random, List<ExpectedItem> items, string name)
    {
        var ruled = random.Next(2) == 0;
        return Cells("labelled", name, ["Delta-Volt Distribution Inc", "Invoice No: DV-55120", "Invoice Date: 2026-02-11", "Currency: USD"],
            ["Item", "Description", "Quantity", "UOM", "Unit Price", "Total"], [6, 50, 10, 6, 12, 12], items, ruled, item =>
            random.Next(2) == 0
                ? [$"PN: {item.PartNumber}", $"DESC: {item.Description}", $"MFR: {item.Manufacturer}", $"COO: {item.Origin}"]
                : [$"PN: {item.PartNumber} DESC: {item.Description}", $"MFR: {item.Manufacturer} COO: {item.Origin}"],
            item => [$"{item.Quantity}", "EA", item.UnitPrice.ToString("0.00##", Plain), item.Total.ToString("N2", Plain)]);
    }

    /// <summary>Two narrow tables beside each other.</summary>
    public static GeneratedDocument WriteTwoColumns(Random random, List<ExpectedItem> items, string name)
    {
        var sheet = new PdfSheet(random.Next(2) == 0 ? "Helvetica" : "Times-Roman", 7);
        sheet.Text(30, 40, "Quotation No: Q-1181");
        sheet.Text(30, 52, "Date: 2026-01-20");
        for (var start = 0; start < items.Count; start += 80)
        {
            if (start > 0)
            {
                sheet.NewPage();
            }

            var page = items.Skip(start).Take(80).ToList();
            var half = (page.Count + 1) / 2;
            foreach (var (part, left) in new[] { (page[..half], 30.0), (page[half..], 305.0) })
            {
                if (part.Count > 0)
                {
                    Row(left, 80, "Part Number", "Qty", "Unit Price", "Total");
                    foreach (var (item, i) in part.Select((item, i) => (item, i)))
                    {
                        Row(left, 94 + (i * 14), item.PartNumber, $"{item.Quantity}", item.UnitPrice.ToString("0.00##", Plain),
                            item.Total.ToString("N2", Plain));
                    }
                }
            }
        }

        return new("quote-two-columns", name, sheet.Build(), items, sheet.Pages);

        void Row(double left, double y, string a, string b, string c, string d)
        {
            sheet.Text(left, y, a);
            sheet.TextRight(left + 140, y, b);
            sheet.TextRight(left + 190, y, c);
            sheet.TextRight(left + 250, y, d);
        }
    }

    private static GeneratedDocument Cells(
        string layout, string name, string[] head, string[] headers, double[] widths, List<ExpectedItem> items, bool ruled,
        Func<ExpectedItem, List<string>> text, Func<ExpectedItem, string[]> numbers)
    {
        var sheet = new PdfSheet("Helvetica", 7.5);
        var lefts = widths.Select((_, i) => 30 + (535 * widths.Take(i).Sum() / widths.Sum())).Append(565).ToArray();
        var y = 40.0;
        foreach (var line in head)
        {
            sheet.Text(30, y, line);
            y += 12;
        }

        y += 16;
        Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            var lines = text(item).SelectMany(l => sheet.Wrap(l, lefts[2] - lefts[1] - 8, isCode: true)).ToList();
            var split = y + (lines.Count * 10) > 790 && y < 770 && lines.Count > 2 && i % 2 == 0; // the item goes on over the page
            if (y + (lines.Count * 10) > 790 && !split)
            {
                Next();
            }

            sheet.Text(lefts[0] + 4, y + 8, $"{i + 1}");
            var values = numbers(item);
            for (var c = 0; c < values.Length; c++)
            {
                sheet.TextRight(lefts[c + 3] - 4, y + 8, values[c]);
            }

            var top = y;
            for (var l = 0; l < lines.Count; l++)
            {
                if (split && l == 2)
                {
                    Rule(top, y);
                    Next();
                    top = y;
                }

                sheet.Text(lefts[1] + 4, y + 8, lines[l]);
                y += 10;
            }

            Rule(top, y);
            y += 4;
        }

        sheet.Text(lefts[^3], y + 16, $"Total USD {items.Sum(i => i.Total).ToString("N2", Plain)}");
        return new(layout, name, sheet.Build(), items, sheet.Pages);

        void Next()
        {
            sheet.Text(280, 815, $"Page {sheet.Pages}");
            sheet.NewPage();
            y = 50;
            Header();
        }

        void Header()
        {
            var parts = headers.Select((h, c) => sheet.Wrap(h, lefts[c + 1] - lefts[c] - 4, isCode: true)).ToList();
            for (var c = 0; c < headers.Length; c++)
            {
                for (var l = 0; l < parts[c].Count; l++)
                {
                    sheet.Text(lefts[c] + 4, y + 8 + (l * 9), parts[c][l]);
                }
            }

            var bottom = y + (parts.Max(p => p.Count) * 9) + 4;
            Rule(y, bottom);
            y = bottom + 4;
        }

        void Rule(double top, double bottom)
        {
            if (ruled)
            {
                sheet.Line(30, top - 1, 565, top - 1);
                sheet.Line(30, bottom + 2, 565, bottom + 2);
                foreach (var x in lefts)
                {
                    sheet.Line(x, top - 1, x, bottom + 2);
                }
            }
        }
    }
}
