namespace Nexa.Documents.Tables;

/// <summary>In a table whose rows stand further from each other than the lines within them, what stands close together is a row.</summary>
internal static class RowGroups
{
    /// <summary>How much wider the narrowest gap between rows is than the widest one within them.</summary>
    private const double LeastGapRatio = 1.1;

    /// <summary>How much wider they are where a line may stand by itself between two rows.</summary>
    private const double ClearGapRatio = 1.5;
    private const int MostGaps = 20;

    /// <summary>For every line the row that it belongs to; null where gaps do not tell.</summary>
    /// <param name="leads">Set to whether rows begin above their numbers, for pages where gaps do not tell.</param>
    public static int[]? FindOwners(List<LineCells> lines, List<int> anchors, bool follows, ref bool? leads)
    {
        var last = anchors[^1]; // The rest of the last row, then the text after the table.
        while (last + 1 < lines.Count && !LineKinds.IsClosing(lines[last + 1].Line))
        {
            last++;
        }

        var gaps = Enumerable.Range(0, lines.Count - 1).Select(i => lines[i + 1].Line.Baseline - lines[i].Line.Baseline).ToList();
        foreach (var within in gaps.Take(last).Where(g => g < 2.1 * lines[0].Line.Size).Select(g => Math.Round(g, 1)).Distinct()
            .OrderDescending().Take(MostGaps))
        {
            var between = gaps.Take(anchors[^1]).Where(g => g > within + 0.3).DefaultIfEmpty(0).Min();
            if ((between > within * LeastGapRatio || (between == 0 && anchors.Count == 1))
                && GroupByGaps(lines, gaps, last, within + 0.3, anchors, follows, clear: between > within * ClearGapRatio) is { } owner)
            {
                leads = anchors.Exists(a => owner[a] != a);
                return owner;
            }
        }

        return null;
    }

    private static int[]? GroupByGaps(List<LineCells> lines, List<double> gaps, int last, double within, List<int> anchors, bool follows,
        bool clear)
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
            // A labelled line such as "Delivery date: 2 May" belongs to the row above.
            var apart = mine == 0 && from > 0 && clear && group is [{ Numbers: 0, Line.Phrases.Count: 1 }];
            if (mine == 0 && !apart && (from > 0 || !follows) && from < anchors[^1])
            {
                return null; // A line between rows that belongs to neither.
            }

            var alone = mine == 1 || group.Count(RowAnchors.HasId) == 1;
            if (mine > 0 && (HasFieldTwice(group, Field.Quantity, alone) || HasFieldTwice(group, Field.UnitPrice, alone)
                || HasFieldTwice(group, Field.Total, alone) || HasFieldTwice(group, Field.LineNo, alone)
                || group.Exists(l => LineKinds.IsClosing(l.Line))))
            {
                return null; // The group holds more than one row.
            }

            Array.Fill(owner, mine > 0 ? from : apart
                && from < anchors[^1] ? owner[from - 1] : from == 0 ? RowOwners.Previous : RowOwners.Nobody, from, to + 1 - from);
            from = to + 1;
        }

        return owner;
    }

    private static bool HasFieldTwice(List<LineCells> group, Field field, bool alone) =>
        // the end of a number that had no room
        group.Where(l => l.ReadNumber(field) is not null).Skip(1).Any(l => !alone || !RowAnchors.IsTail(l.ReadText(field)));
}
