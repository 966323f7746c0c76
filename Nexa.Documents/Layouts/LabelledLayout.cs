using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>
/// Items written as labels ("PN: … DESC: … MFR: … COO: …"), in the cells of a table or down the page, whatever else is around them.
/// </summary>
internal sealed class LabelledLayout : ILayout
{
    public string Name => "labelled";

    public List<Item> ReadItems(DocumentText document)
    {
        var rows = document.Rows.Select(row => (Row: row, Text: row.Everything)).ToList();
        var labelled = rows.Count(r => Labels.Parse(r.Text).Count(l => l.Meaning is "pn") == 1);
        if (labelled > 0 && labelled >= rows.Count * 0.5)
        {
            var items =
                TableLayout.BuildItems(rows.Where(r => Labels.Parse(r.Text).Exists(l => l.Meaning is "pn")).Select(r => r.Row).ToList(),
                document.DecimalPoint);
            if (items.Count >= ReadStream(document).Count * 0.9)
            {
                return items;
            }
        }

        return ReadStream(document);
    }

    /// <summary>Every "PN:" begins an item; it ends at the next one, at totals, or after a wide gap.</summary>
    private static List<Item> ReadStream(DocumentText document)
    {
        var items = new List<Item>();
        var text = "";
        Item? open = null;
        foreach (var page in document.Pages)
        {
            var last = double.NaN;
            foreach (var line in page.Lines)
            {
                var starts = Labels.Parse(line.Text).Exists(l => l.Meaning is "pn");
                if (starts)
                {
                    Close();
                    open = new Item(page.Number) { Box =
                        new(Math.Round(line.Left, 1), Math.Round(line.Top, 1), Math.Round(line.Right, 1), Math.Round(line.Bottom, 1)) };
                    text = MarkWords(line);
                }
                else if (open is not null && text.Length < 1500 && !IsEnd(line) && !(line.Baseline - last > 6 * line.Size))
                {
                    var (marked, words) = (MarkWords(line), Labels.Parse(text));
                    text += (words is [.., ("desc", _)] && !Labels.HasLabel(marked) ? ' ' : '\n') + marked;
                }

                last = line.Baseline;
            }
        }

        Close();
        return items;

        void Close()
        {
            if (open is not null)
            {
                Labels.FillItem(text, open);
                if (open.Partnumber is not null)
                {
                    if (open.Quantity is null || open.UnitPrice is null)
                    {
                        Arithmetic.Find(text, open);
                    }

                    items.Add(open);
                }
            }

            open = null;
        }
    }

    /// <summary>A line of totals, unless its numbers are an item's own.</summary>
    private static bool IsEnd(TextLine line) =>
        LineKinds.IsClosing(line) && !Labels.Parse(MarkWords(line)).Exists(l => l.Meaning is "qty" or "price");

    private static string MarkWords(TextLine line) => new Piece(line.Words).Marked;
}
