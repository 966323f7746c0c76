using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>In a table without rulings a row is the line with its numbers, and the lines around it that go with it.</summary>
internal static class RowOwners
{
    public const int Nobody = -1;
    public const int Previous = -2;

    /// <summary>In font sizes: lines that stand closer are cells of one row set to its middle.</summary>
    private const double CentredLineDistance = 0.8;

    /// <param name="leads">Whether the table's rows begin above their numbers; null where it begins here.</param>
    public static int[] FindOwners(List<LineCells> lines, List<int> anchors, Header header, ref bool? leads, Func<TextLine, bool> isClosing)
    {
        var owner = new int[lines.Count];
        Array.Fill(owner, Nobody);
        foreach (var anchor in anchors)
        {
            owner[anchor] = anchor;
        }

        var reach = MeasureReach(lines, anchors);
        var before = FindLinesBefore(lines, anchors[0], header, reach, isClosing);
        leads ??= before.Count > 0;
        // Rows that begin above their numbers end with them.
        var ends = leads.Value && !(anchors[^1] + 1 < lines.Count && lines[anchors[^1] + 1] is var next
            && IsNear(next, lines[anchors[^1]], reach) && !isClosing(next.Line) && WrapsAround(next, header, lines[anchors[^1]]));
        foreach (var i in before)
        {
            owner[i] = leads.Value || StartsRow(lines, before[0], anchors[0]) ? anchors[0] : Previous;
        }

        for (var a = 0; a < anchors.Count; a++)
        {
            var end = a + 1 < anchors.Count ? anchors[a + 1] : lines.Count;
            ShareLinesBetween(lines, owner, anchors[a], end, header, leads.Value, ends, reach, isClosing);
        }

        return owner;
    }

    private static List<int> FindLinesBefore(List<LineCells> lines, int anchor, Header header, double reach, Func<TextLine, bool> isClosing)
    {
        var before = new List<int>();
        for (var i = anchor - 1; i >= 0 && IsNear(lines[i + 1], lines[i], reach) && !isClosing(lines[i].Line)
            && WrapsAround(lines[i], header, lines[anchor]); i--)
        {
            before.Insert(0, i);
        }

        return before;
    }

    private static void ShareLinesBetween(List<LineCells> lines, int[] owner, int anchor, int end, Header header, bool leads, bool ends,
        double reach, Func<TextLine, bool> isClosing)
    {
        var hasNext = end < lines.Count;
        var last = anchor;
        for (var i = anchor + 1; i < end && IsNear(lines[i], lines[i - 1], reach) && !isClosing(lines[i].Line)
            && WrapsAround(lines[i], header, lines[anchor]); i++)
        {
            last = i;
        }

        var split = last + 1; // lines from here on belong to the next row
        for (var i = anchor + 1; hasNext && i <= last; i++)
        {
            if (StartsRow(lines, i, end))
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
            split = FindWidestGap(lines, anchor, end);
        }

        for (var i = anchor + 1; i <= last; i++)
        {
            owner[i] = i < split ? anchor : end;
        }

        // Lines nearer to the following row than to this one.
        for (var i = end - 1; hasNext && i > last
            && (leads || lines[i + 1].Line.Baseline - lines[i].Line.Baseline < CentredLineDistance * lines[i].Line.Size)
            && IsNear(lines[i + 1], lines[i], reach) && !isClosing(lines[i].Line) && WrapsAround(lines[i], header, lines[end]); i--)
        {
            owner[i] = end;
        }
    }

    /// <summary>The first line after the widest gap; with equal gaps, half of the lines each.</summary>
    private static int FindWidestGap(List<LineCells> lines, int from, int to)
    {
        var gaps = Enumerable.Range(from + 1, to - from).Select(i => lines[i].Line.Baseline - lines[i - 1].Line.Baseline).ToList();
        var widest = gaps.Max();
        return widest > gaps.Min() * 1.1 ? from + 1 + gaps.IndexOf(widest) : from + 1 + ((to - from - 1) / 2);
    }

    /// <summary>The line has the line number or code of a row whose numbers stand further down.</summary>
    private static bool StartsRow(List<LineCells> lines, int i, int anchor) =>
        (lines[i].ReadNumber(Field.LineNo) is not null && !lines[anchor].Has(Field.LineNo))
        || (FindId(lines[i]) is { Length: > 3 } && FindId(lines[anchor]) is null);

    private static string? FindId(LineCells line) =>
        line.ReadText(Field.MfrPart) is { Length: > 0 } mfr ? mfr : line.ReadText(Field.Part) is { Length: > 0 } part ? part
        : line.ReadText(Field.Code) is { Length: > 0 } code ? code : null;

    public static bool IsNear(LineCells line, LineCells above, double reach) =>
        line.Line.Baseline - above.Line.Baseline is var gap && (gap < 2.1 * Math.Max(line.Line.Size, above.Line.Size) || gap <= reach);

    /// <summary>
    /// The common distance of lines between two rows' numbers, for tables with wide spacing. Zero if there are no such lines.
    /// </summary>
    private static double MeasureReach(List<LineCells> lines, List<int> anchors)
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
        return gaps.Count >= anchors.Count - 1
            && gaps.Count > 0 ? Math.Min(gaps[gaps.Count / 2] * 1.1, 4 * lines[anchors[0]].Line.Size) : 0;
    }

    /// <summary>Whether the line is the rest of wrapped cells: text only where columns of text are.</summary>
    private static bool WrapsAround(LineCells line, Header header, LineCells anchor)
    {
        var texts = line.Cells.Keys.Any(c => c.Field is Field.Description or Field.Part or Field.MfrPart or Field.Code
            or Field.CustomerPart or Field.Manufacturer or Field.Ncm or Field.Hts or Field.Origin or Field.Other or Field.None
            or Field.Unit);
        if (line.Cells.Keys.Count(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total) is var numbers && numbers > 0)
        {
            return RowAnchors.IsBroken(line, anchor)
                || ((texts || line.Cells.Keys.All(c => anchor.ReadNumber(c.Field) is null))
                && line.Cells.Where(c => c.Key.Field is Field.Quantity or Field.UnitPrice or Field.Total)
                .All(c => c.Value.Sum(w => w.Text.Length) <= 12));
        }

        return texts || line.Cells.Keys.All(c => c.Field is Field.LineNo) || header.Columns.Count == 0;
    }
}
