using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>
/// Decides where one column ends and the next begins: at a ruling where there is one, else where the fewest words are cut.
/// </summary>
internal static class ColumnEdges
{
    public static void SetEdges(Header header, List<TextLine> body, PageText page, double leftmost, double rightmost)
    {
        var columns = header.Columns;
        var rows = body.FindAll(HeaderFinder.HasNumbers); // Lines between rows may cross columns.
        columns[0].From = leftmost;
        columns[^1].To = rightmost;
        for (var i = 0; i + 1 < columns.Count; i++)
        {
            var (a, b) = (columns[i], columns[i + 1]);
            var ruling = FindRulingBetween(a, b, header, page);
            var edge = ruling ?? FindAlignedEdge(a, b, rows.Count > 1 ? rows : body)
                ?? FindFillingEdge(a, b, i > 0 ? a.From : leftmost, i + 2 < columns.Count ? columns[i + 2].Left : rightmost, body, rows);
            (a.To, b.From, b.IsRuled) = (edge, edge, ruling is not null);
        }
    }

    private static double? FindRulingBetween(Column a, Column b, Header header, PageText page)
    {
        var middle = (header.Top + header.Bottom) / 2;
        foreach (var ruling in page.Vertical)
        {
            if (ruling.At >= a.Right - 2 && ruling.At <= b.Left + 2 && ruling.To >= middle && ruling.From <= header.Bottom + 30
                && ruling.To - ruling.From > header.Bottom - header.Top)
            {
                return ruling.At;
            }
        }

        return null;
    }

    /// <summary>
    /// When the next column's cells are aligned with its header, words that end before them belong to the previous column.
    /// </summary>
    private static double? FindAlignedEdge(Column a, Column b, List<TextLine> body)
    {
        var edge = b.Left - 0.5;
        var (beginnings, aligned, cut) = (0, 0, 0);
        foreach (var line in body)
        {
            var nearest = double.MaxValue;
            foreach (var word in line.Words)
            {
                if (word.Right > a.Left && word.Left < b.Right)
                {
                    nearest = word.Right > b.Left + 1 && BeginsColumn(word, b) ? Math.Min(nearest, Math.Abs(word.Left - b.Left)) : nearest;
                    cut += word.Left < edge - 0.5 && word.Right > edge + 0.5 ? 1 : 0;
                }
            }

            beginnings += nearest < double.MaxValue ? 1 : 0;
            aligned += nearest < 1.5 ? 1 : 0;
        }

        return aligned > 0.6 * beginnings && cut <= aligned / 20 ? edge : null;
    }

    /// <summary>A unit does not begin a number column.</summary>
    private static bool BeginsColumn(Word word, Column column) =>
        column.Field is not (Field.Quantity or Field.UnitPrice or Field.Total) || char.IsAsciiDigit(word.Text[0])
        || CurrencyText.ReadCode(word.Text) is not null;

    /// <summary>
    /// Lines between the rows may cross columns: where the edge that suits them too leaves the next column without cells, the rows alone
    /// decide.
    /// </summary>
    private static double FindFillingEdge(Column a, Column b, double previous, double next, List<TextLine> body, List<TextLine> rows)
    {
        var edge = FindEmptiestEdge(a, b, previous, body);
        if (rows.Count < 2 || rows.Count == body.Count || Filled(edge) > rows.Count * 0.1)
        {
            return edge;
        }

        var other = FindEmptiestEdge(a, b, previous, rows, fills: true);
        return Filled(other) > rows.Count * 0.6 ? other : edge;

        int Filled(double from) => rows.Count(r => r.Words.Exists(w => w.Middle > from && w.Middle < next && BeginsColumn(w, b)));
    }

    private static double FindEmptiestEdge(Column a, Column b, double previous, List<TextLine> body, bool fills = false)
    {
        var from = Math.Max(previous + 1, (a.Left + a.Right) / 2 < a.Left + 4 ? a.Left + 2
            : (a.Left + Math.Min(a.Right, a.Left + ((a.Right - a.Left) * 0.6))) / 2);
        from = Math.Max(from, a.Left + Math.Min(4, (a.Right - a.Left) * 0.3));
        var to = b.Right - Math.Min(4, (b.Right - b.Left) * 0.3);
        if (to <= from)
        {
            return (a.Right + b.Left) / 2;
        }

        var steps = (int)Math.Clamp((to - from) * 2, 1, 2000);
        var step = (to - from) / steps;
        var cuts = new int[steps + 1];
        foreach (var line in body)
        {
            Word? last = null;
            foreach (var word in line.Words)
            {
                if (word.Right >= from && word.Left <= to)
                {
                    Count(word.Left, word.Right, 4);
                    if (last is not null && word.Left - last.Right < 0.5 * word.Size)
                    {
                        Count(last.Right, word.Left, 2); // Between two words of one phrase.
                    }
                }

                last = word;
            }
        }

        var least = int.MaxValue;
        foreach (var count in cuts)
        {
            least = Math.Min(least, count);
        }

        // Among equally empty stretches, prefer one between the two headers that keeps the column's cells.
        var (bestFrom, bestTo, bestWorth) = (0, 0, double.MinValue);
        for (var i = 0; i <= steps;)
        {
            if (cuts[i] != least)
            {
                i++;
                continue;
            }

            var start = i;
            while (i <= steps && cuts[i] == least)
            {
                i++;
            }

            var (l, r) = (from + (start * step), from + ((i - 1) * step));
            var inGap = Math.Min(r, b.Left) - Math.Max(l, a.Right);
            var filled = body.Count(line => line.Words.Exists(w => w.Middle > previous && w.Middle < l));
            var worth = Math.Min(r - l, 30) + (Math.Min(inGap, 0) * 2) + (inGap > 1 ? 30 : 0) + (40.0 * filled / Math.Max(1, body.Count))
                + (fills ? 40.0 * body.Count(line => line.Words.Exists(w => w.Middle > r && w.Middle < b.Right)) / body.Count : 0);
            if (worth > bestWorth)
            {
                (bestFrom, bestTo, bestWorth) = (start, i - 1, worth);
            }
        }

        return from + ((bestFrom + bestTo) / 2.0 * step);

        void Count(double left, double right, int weight)
        {
            var first = Math.Max(0, (int)Math.Floor((left - from) / step));
            var last = Math.Min(steps, (int)Math.Ceiling((right - from) / step));
            for (var i = first; i <= last; i++)
            {
                cuts[i] += weight;
            }
        }
    }
}
