using System.Globalization;

namespace Nexa.Tests.Documents.Generator;

/// <summary>A column of a generated table.</summary>
internal sealed record TableColumn(string Header, double Width, Func<ExpectedItem, int, string> Value, bool Right = false,
    bool IsCode = false);

/// <summary>What makes generated tables differ from each other.</summary>
internal sealed record TableNoise(string Font, double Size, int Rotation, bool Ruled, bool RepeatHeader, bool Carried, bool TallHeader,
    double RowGap)
{
    public static TableNoise Random(Random random) => new(
        new[] { "Helvetica", "Times-Roman", "Courier", "Helvetica-Bold" }[random.Next(4)],
        6.5 + (random.Next(4) * 0.5), random.Next(6) switch { 0 => 90, 1 => 270, 2 => 180, _ => 0 }, random.Next(2) == 0,
            random.Next(4) > 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(2) * 3);
}

/// <summary>Writes a table of line items with a letterhead, page feet and totals.</summary>
internal static class TableTemplate
{
    private const double Margin = 30;

    public static GeneratedDocument Write(string layout, string name, string[] head, IReadOnlyList<TableColumn> columns,
        IReadOnlyList<ExpectedItem> items, TableNoise noise, CultureInfo culture, string totalWord)
    {
        var sheet = new PdfSheet(noise.Font, noise.Size, noise.Rotation, ligatures: noise.Carried);
        var lead = noise.Size * 1.25;
        var scale = (sheet.Width - (2 * Margin)) / columns.Sum(c => c.Width);
        var lefts = columns.Select((_, i) => Margin + (scale * columns.Take(i).Sum(c => c.Width))).Append(sheet.Width - Margin).ToArray();
        var y = 40.0;
        foreach (var line in head)
        {
            sheet.Text(Margin, y, line, noise.Size + 1);
            y += lead * 1.4;
        }

        y += 14;
        Header();
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            var cells = columns.Select((c, at) => sheet.Wrap(c.Value(item, i + 1), (c.Width * scale) - 6, c.IsCode)).ToList();
            var height = (cells.Max(c => c.Count) * lead) + noise.RowGap;
            if (y + height > sheet.Height - 60)
            {
                Foot();
                sheet.NewPage();
                y = 50;
                if (noise.RepeatHeader)
                {
                    sheet.Text(Margin, y, head[0]);
                    y += lead * 2;
                    Header();
                }
            }

            for (var c = 0; c < columns.Count; c++)
            {
                for (var l = 0; l < cells[c].Count; l++)
                {
                    var at = y + noise.Size + (l * lead);
                    if (columns[c].Right)
                    {
                        sheet.TextRight(lefts[c + 1] - 3, at, cells[c][l]);
                    }
                    else
                    {
                        sheet.Text(lefts[c] + 3, at, cells[c][l]);
                    }
                }
            }

            Rule(y - 1, height);
            y += height + 2;
        }

        y += lead * 2;
        sheet.Text(lefts[^3], y, $"{totalWord}: {items.Sum(i => i.Total).ToString("N2", culture)}");
        Foot();
        return new(layout, name, sheet.Build(), items, sheet.Pages);

        void Header()
        {
            var parts = columns.Select(c => noise.TallHeader
                || sheet.Measure(c.Header) > (c.Width * scale) - 5 ? sheet.Wrap(c.Header, (c.Width * scale) - 5, isCode: true) : [c.Header])
                .ToList();
            var height = (parts.Max(p => p.Count) * lead) + 2;
            for (var c = 0; c < columns.Count; c++)
            {
                for (var l = 0; l < parts[c].Count; l++)
                {
                    sheet.Text(columns[c].Right ? Math.Max(lefts[c] + 2, lefts[c + 1] - 3 - sheet.Measure(parts[c][l]))
                        : lefts[c] + 3, y + noise.Size + (l * lead), parts[c][l]);
                }
            }

            Rule(y - 1, height);
            y += height + 2;
        }

        void Rule(double top, double height)
        {
            if (noise.Ruled)
            {
                sheet.Line(Margin, top, sheet.Width - Margin, top);
                sheet.Line(Margin, top + height + 2, sheet.Width - Margin, top + height + 2);
                foreach (var x in lefts)
                {
                    sheet.Line(x, top, x, top + height + 2);
                }
            }
        }

        void Foot()
        {
            if (noise.Carried)
            {
                sheet.Text(lefts[^2], sheet.Height - 48, "Subtotal");
            }

            sheet.Text(sheet.Width / 2, sheet.Height - 30, $"Pag. {sheet.Pages}");
        }
    }
}
