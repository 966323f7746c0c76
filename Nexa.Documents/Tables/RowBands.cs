using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>In a ruled table the lines between two horizontal rulings are a row.</summary>
internal static class RowBands
{
    /// <summary>In font sizes: a line further from the one above it is of something else.</summary>
    private const double WidestLineDistance = 3;

    /// <summary>For every line the row that it belongs to; null when the rulings do not divide rows.</summary>
    public static int[]? FindOwners(PageText page, Header header, List<LineCells> lines, Func<LineCells, bool> isAnchor)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        var (left, right) = (header.Columns[0].Left, header.Columns[^1].Right);
        var top = lines[0].Line.Top - 20;
        var edges = page.Horizontal.Where(h => Math.Min(h.To, right) - Math.Max(h.From, left) > 0.6 * (right - left) && h.At > top)
            .Select(h => h.At).Order().ToList();
        var owner = new int[lines.Count];
        var bands = new Dictionary<int, int>();
        var anchors = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var middle = (lines[i].Line.Top + lines[i].Line.Bottom) / 2;
            var band = edges.FindIndex(e => e > middle);
            owner[i] = band < 0 ? RowOwners.Nobody : band;
            if (isAnchor(lines[i]) && !LineKinds.IsClosing(lines[i].Line))
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

        var (closed, reach) = (false, 0.0); // how far below its row a line has been that stands no nearer to the next one
        for (var i = 0; i < lines.Count; i++)
        {
            closed = LineKinds.IsClosing(lines[i].Line) || (closed && !bands.ContainsKey(owner[i]));
            if (owner[i] >= 0 && !bands.ContainsKey(owner[i]))
            {
                var gap = i == 0 ? 0 : lines[i].Line.Baseline - lines[i - 1].Line.Baseline;
                reach = i > 0 && i + 1 < lines.Count && bands.ContainsKey(owner[i + 1])
                    && gap <= 1.1 * (lines[i + 1].Line.Baseline - lines[i].Line.Baseline) ? Math.Max(reach, gap) : reach;

                // At the top of a page a row goes on; further down a band without numbers says more of the row above it.
                var above = bands.Keys.Where(b => b < owner[i]).DefaultIfEmpty(RowOwners.Previous).Max();
                owner[i] = closed ? RowOwners.Nobody
                    : owner[i] <= edges.FindIndex(e => e > lines[0].Line.Bottom) ? RowOwners.Previous
                    : lines[i].Numbers == 0
                    && gap < Math.Max(WidestLineDistance * lines[i].Line.Size, reach + 1) ? above : RowOwners.Nobody;
            }
        }

        return owner;
    }
}
