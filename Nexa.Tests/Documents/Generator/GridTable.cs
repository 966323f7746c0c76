namespace Nexa.Tests.Documents.Generator;

/// <summary>Where the lines of a cell stand in its row.</summary>
internal enum Align { Top, Middle, Bottom }

/// <summary>A column by its share of the page's width.</summary>
internal sealed record GridColumn(string Header, double Width, bool Right = false);

/// <summary>
/// A table whose cells have several lines, whose rows are followed by lines over the whole width, and whose pages break where it has to.
/// </summary>
internal sealed class GridTable
{
    private const double Margin = 30;
    private readonly PdfSheet sheet;
    private readonly GridColumn[] columns;
    private readonly double[] lefts;
    private readonly bool ruled;
    private readonly Align align;
    private readonly double lead;
    private readonly double padding;
    private double y;

    public GridTable(PdfSheet sheet, string[] head, GridColumn[] columns, bool ruled, Align align, double padding = 3)
    {
        (this.sheet, this.columns, this.ruled, this.align, this.padding, lead, y) =
            (sheet, columns, ruled, align, padding, sheet.Size * 1.22, 40);
        lefts = [.. columns.Select((_, i) => Margin
            + ((sheet.Width - (2 * Margin)) * columns.Take(i).Sum(c => c.Width) / columns.Sum(c => c.Width))), sheet.Width - Margin];
        foreach (var line in head)
        {
            sheet.Text(Margin, y, line);
            y += lead * 1.3;
        }

        y += lead;
    }

    /// <param name="over">A first line of headings that span columns: text, first and last column.</param>
    public void Header(params (string Text, int From, int To)[] over)
    {
        var top = y;
        foreach (var (text, from, to) in over)
        {
            sheet.Text(((lefts[from] + lefts[to + 1]) / 2) - (sheet.Measure(text) / 2), y + sheet.Size, text);
        }

        y += over.Length > 0 ? lead : 0;
        Cells([.. columns.Select(c => sheet.Wrap(c.Header, double.MaxValue, isCode: true).ToArray())], top);
    }

    /// <summary>Each cell by its lines; a line that is too long is wrapped.</summary>
    public void Row(params string[][] cells)
    {
        var wrapped = cells.Select((cell, i) =>
            cell.SelectMany(line => sheet.Wrap(line, lefts[i + 1] - lefts[i] - (2 * padding), isCode: true)).ToArray()).ToArray();
        Room(wrapped.Max(c => c.Length));
        Cells(wrapped, y);
    }

    /// <summary>A line over all columns from the second one on.</summary>
    public void Below(params string[] texts)
    {
        Room(1);
        var x = lefts[1] + padding;
        foreach (var text in texts)
        {
            sheet.Text(x, y + sheet.Size, text);
            x += sheet.Measure(text) + (2 * sheet.Size);
        }

        Rule(y, y + lead + 3, lefts[..1]);
        y += lead + 3;
    }

    /// <summary>A line outside of the table.</summary>
    public void Line(string text, bool right = false)
    {
        Room(2);
        y += lead;
        if (right)
        {
            sheet.TextRight(sheet.Width - Margin - padding, y, text);
        }
        else
        {
            sheet.Text(Margin, y, text);
        }

        y += lead;
    }

    private void Room(int lines)
    {
        if (y + (lines * lead) > sheet.Height - 50)
        {
            sheet.Text(sheet.Width / 2, sheet.Height - 25, $"Page {sheet.Pages}");
            sheet.NewPage();
            y = 40;
            Header();
        }
    }

    private void Cells(string[][] cells, double top)
    {
        var most = cells.Max(c => c.Length);
        for (var c = 0; c < cells.Length; c++)
        {
            var first = align switch { Align.Top => 0, Align.Bottom => most - cells[c].Length, _ => (most - cells[c].Length) / 2.0 };
            for (var l = 0; l < cells[c].Length; l++)
            {
                var at = y + sheet.Size + ((first + l) * lead);
                if (columns[c].Right)
                {
                    sheet.TextRight(lefts[c + 1] - padding, at, cells[c][l]);
                }
                else
                {
                    sheet.Text(lefts[c] + padding, at, cells[c][l]);
                }
            }
        }

        var bottom = y + (most * lead) + 3;
        Rule(top, bottom, lefts);
        y = bottom;
    }

    private void Rule(double top, double bottom, double[] verticals)
    {
        if (ruled)
        {
            sheet.Line(Margin, top, sheet.Width - Margin, top);
            sheet.Line(Margin, bottom, sheet.Width - Margin, bottom);
            foreach (var x in verticals.Append(sheet.Width - Margin))
            {
                sheet.Line(x, top, x, bottom);
            }
        }
    }
}
