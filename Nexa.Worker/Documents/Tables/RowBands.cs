using Nexa.Worker.Documents.Pdf;

namespace Nexa.Worker.Documents.Tables;

/// <summary>In a ruled table the lines between two horizontal rulings are a row.</summary>
internal static class RowBands
{
    /// <summary>In font sizes: a line further from the one above it is of something else.</summary>
    private const double Apart = 3;

    /// <summary>For every line the row that it belongs to; null when the rulings do not divide rows.</summary>
    public static int[]? Of(PageText page, Header header, List<LineCells> lines, Func<LineCells, bool> isAnchor)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        var (left, right) = (header.Columns[0].Left, header.Columns[^1].Right);
        var top = lines[0].Line.Top - 20;
        var edges = page.Horizontal.Where(h => Math.Min(h.To, right) - Math.Max(h.From, left) > 0.6 * (right - left) && h.At > top).Select(h => h.At).Order().ToList();
        var owner = new int[lines.Count];
        var bands = new Dictionary<int, int>();
        var anchors = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var middle = (lines[i].Line.Top + lines[i].Line.Bottom) / 2;
            var band = edges.FindIndex(e => e > middle);
            owner[i] = band < 0 ? RowOwners.Nobody : band;
            if (isAnchor(lines[i]) && !TableReader.IsClosing(lines[i].Line))
            {
                anchors++;
                if (band < 0)
                {
                    return null; // rows go on below the last ruling
                }

                bands[band] = bands.GetValueOrDefault(band) + 1;
            }
        }

        if (anchors == 0 || bands.Values.Any(n => n > 1) || (anchors == 1 && edges.Count < 2))
        {
            return null;
        }

        var closed = false;
        for (var i = 0; i < lines.Count; i++)
        {
            closed = TableReader.IsClosing(lines[i].Line) || (closed && !bands.ContainsKey(owner[i]));
            if (owner[i] >= 0 && !bands.ContainsKey(owner[i]))
            {
                // At the top of a page a row goes on; further down a band without numbers says more of the row above it.
                var above = bands.Keys.Where(b => b < owner[i]).DefaultIfEmpty(RowOwners.Previous).Max();
                owner[i] = closed ? RowOwners.Nobody
                    : owner[i] <= edges.FindIndex(e => e > lines[0].Line.Bottom) ? RowOwners.Previous
                    : lines[i].Numbers == 0 && (i == 0 || lines[i].Line.Baseline - lines[i - 1].Line.Baseline < Apart * lines[i].Line.Size) ? above : RowOwners.Nobody;
            }
        }

        return owner;
    }
}

/// <summary>In a table whose rows stand further from each other than the lines within them, what stands close together is a row.</summary>
internal static class RowGroups
{
    /// <summary>How much wider the narrowest gap between rows is than the widest one within them.</summary>
    private const double Wider = 1.1;
    private const int MostGaps = 20;

    /// <summary>For every line the row that it belongs to; null where gaps do not tell.</summary>
    /// <param name="leads">Set to whether rows begin above their numbers, for pages where gaps do not tell.</param>
    public static int[]? Of(List<LineCells> lines, List<int> anchors, bool follows, ref bool? leads)
    {
        var last = anchors[^1]; // the rest of the last row, then what follows the table
        while (last + 1 < lines.Count && !TableReader.IsClosing(lines[last + 1].Line))
        {
            last++;
        }

        var gaps = Enumerable.Range(0, lines.Count - 1).Select(i => lines[i + 1].Line.Baseline - lines[i].Line.Baseline).ToList();
        foreach (var within in gaps.Take(last).Where(g => g < 2.1 * lines[0].Line.Size).Select(g => Math.Round(g, 1)).Distinct().OrderDescending().Take(MostGaps))
        {
            var between = gaps.Take(anchors[^1]).Where(g => g > within + 0.3).DefaultIfEmpty(0).Min();
            if ((between > within * Wider || (between == 0 && anchors.Count == 1)) && Grouped(lines, gaps, last, within + 0.3, anchors, follows) is { } owner)
            {
                leads = anchors.Exists(a => owner[a] != a);
                return owner;
            }
        }

        return null;
    }

    private static int[]? Grouped(List<LineCells> lines, List<double> gaps, int last, double within, List<int> anchors, bool follows)
    {
        var owner = new int[lines.Count];
        Array.Fill(owner, RowOwners.Nobody);
        for (var from = 0; from <= last;)
        {
            var to = from;
            while (to < last && gaps[to] <= within)
            {
                to++;
            }

            var group = lines[from..(to + 1)];
            var mine = anchors.Count(a => a >= from && a <= to);
            if (mine == 0 && (from > 0 || !follows) && from < anchors[^1])
            {
                return null; // a line of something else between the rows
            }

            if (mine > 0 && (Twice(group, Field.Quantity) || Twice(group, Field.UnitPrice) || Twice(group, Field.Total) || Twice(group, Field.LineNo) || group.Exists(l => TableReader.IsClosing(l.Line))))
            {
                return null; // more rows than one
            }

            Array.Fill(owner, mine > 0 ? from : from == 0 ? RowOwners.Previous : RowOwners.Nobody, from, to + 1 - from);
            from = to + 1;
        }

        return owner;
    }

    private static bool Twice(List<LineCells> group, Field field) => group.Count(l => l.Number(field) is not null) > 1;
}

/// <summary>In a table without rulings a row is the line with its numbers, and the lines around it that go with it.</summary>
internal static class RowOwners
{
    public const int Nobody = -1;
    public const int Previous = -2;

    /// <summary>In font sizes: lines that stand closer are cells of one row set to its middle.</summary>
    private const double Half = 0.8;

    /// <param name="leads">Whether the table's rows begin above their numbers; null where it begins here.</param>
    public static int[] Of(List<LineCells> lines, List<int> anchors, Header header, ref bool? leads, Func<TextLine, bool> isClosing)
    {
        var owner = new int[lines.Count];
        Array.Fill(owner, Nobody);
        foreach (var anchor in anchors)
        {
            owner[anchor] = anchor;
        }

        var reach = Reach(lines, anchors);
        var before = Before(lines, anchors[0], header, reach, isClosing);
        leads ??= before.Count > 0;
        var ends = leads.Value && !(anchors[^1] + 1 < lines.Count && lines[anchors[^1] + 1] is var next && Near(next, lines[anchors[^1]], reach) && !isClosing(next.Line) && Wraps(next, header, lines[anchors[^1]])); // and end with them
        foreach (var i in before)
        {
            owner[i] = leads.Value || Starts(lines, before[0], anchors[0]) ? anchors[0] : Previous;
        }

        for (var a = 0; a < anchors.Count; a++)
        {
            var end = a + 1 < anchors.Count ? anchors[a + 1] : lines.Count;
            Between(lines, owner, anchors[a], end, header, leads.Value, ends, reach, isClosing);
        }

        return owner;
    }

    private static List<int> Before(List<LineCells> lines, int anchor, Header header, double reach, Func<TextLine, bool> isClosing)
    {
        var before = new List<int>();
        for (var i = anchor - 1; i >= 0 && Near(lines[i + 1], lines[i], reach) && !isClosing(lines[i].Line) && Wraps(lines[i], header, lines[anchor]); i--)
        {
            before.Insert(0, i);
        }

        return before;
    }

    private static void Between(List<LineCells> lines, int[] owner, int anchor, int end, Header header, bool leads, bool ends, double reach, Func<TextLine, bool> isClosing)
    {
        var hasNext = end < lines.Count;
        var last = anchor;
        for (var i = anchor + 1; i < end && Near(lines[i], lines[i - 1], reach) && !isClosing(lines[i].Line) && Wraps(lines[i], header, lines[anchor]); i++)
        {
            last = i;
        }

        var split = last + 1; // lines from here on belong to the next row
        for (var i = anchor + 1; hasNext && i <= last; i++)
        {
            if (Starts(lines, i, end))
            {
                split = i;
                break;
            }
        }

        if (hasNext && ends)
        {
            split = anchor + 1;
        }
        else if (hasNext && leads && split == last + 1 && last == end - 1)
        {
            split = Widest(lines, anchor, end);
        }

        for (var i = anchor + 1; i <= last; i++)
        {
            owner[i] = i < split ? anchor : end;
        }

        // Lines next to the following row though far from this one.
        for (var i = end - 1; hasNext && i > last && (leads || lines[i + 1].Line.Baseline - lines[i].Line.Baseline < Half * lines[i].Line.Size) && Near(lines[i + 1], lines[i], reach) && !isClosing(lines[i].Line) && Wraps(lines[i], header, lines[end]); i--)
        {
            owner[i] = end;
        }
    }

    /// <summary>The first line after the widest gap; with equal gaps, half of the lines each.</summary>
    private static int Widest(List<LineCells> lines, int from, int to)
    {
        var gaps = Enumerable.Range(from + 1, to - from).Select(i => lines[i].Line.Baseline - lines[i - 1].Line.Baseline).ToList();
        var widest = gaps.Max();
        return widest > gaps.Min() * 1.1 ? from + 1 + gaps.IndexOf(widest) : from + 1 + ((to - from - 1) / 2);
    }

    /// <summary>The line has the number or the code of a row whose numbers stand further down.</summary>
    private static bool Starts(List<LineCells> lines, int i, int anchor) =>
        (lines[i].Number(Field.LineNo) is not null && !lines[anchor].Has(Field.LineNo))
        || (IdOf(lines[i]) is { Length: > 3 } && IdOf(lines[anchor]) is null);

    private static string? IdOf(LineCells line) =>
        line.Text(Field.MfrPart) is { Length: > 0 } mfr ? mfr : line.Text(Field.Part) is { Length: > 0 } part ? part : line.Text(Field.Code) is { Length: > 0 } code ? code : null;

    public static bool Near(LineCells line, LineCells above, double reach) =>
        line.Line.Baseline - above.Line.Baseline is var gap && (gap < 2.1 * Math.Max(line.Line.Size, above.Line.Size) || gap <= reach);

    /// <summary>Tables that are set wide: how far the lines between two rows' numbers commonly are from each other. Zero where there are none.</summary>
    private static double Reach(List<LineCells> lines, List<int> anchors)
    {
        var gaps = new List<double>();
        for (var a = 0; a + 1 < anchors.Count; a++)
        {
            for (var i = anchors[a] + 1; i < anchors[a + 1] && anchors[a + 1] - anchors[a] <= 8; i++)
            {
                gaps.Add(lines[i].Line.Baseline - lines[i - 1].Line.Baseline);
            }
        }

        gaps.Sort();
        return gaps.Count >= anchors.Count - 1 && gaps.Count > 0 ? Math.Min(gaps[gaps.Count / 2] * 1.1, 4 * lines[anchors[0]].Line.Size) : 0;
    }

    /// <summary>Whether the line is the rest of wrapped cells: text only where columns of text are.</summary>
    private static bool Wraps(LineCells line, Header header, LineCells anchor)
    {
        var texts = line.Cells.Keys.Any(c => c.Field is Field.Description or Field.Part or Field.MfrPart or Field.Code or Field.CustomerPart or Field.Manufacturer or Field.Ncm or Field.Hts or Field.Origin or Field.Other or Field.None or Field.Unit);
        if (line.Cells.Keys.Count(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total) is var numbers && numbers > 0)
        {
            return (texts || line.Cells.Keys.All(c => anchor.Number(c.Field) is null)) && line.Cells.Where(c => c.Key.Field is Field.Quantity or Field.UnitPrice or Field.Total).All(c => c.Value.Sum(w => w.Text.Length) <= 12);
        }

        return texts || line.Cells.Keys.All(c => c.Field is Field.LineNo) || header.Columns.Count == 0;
    }
}
