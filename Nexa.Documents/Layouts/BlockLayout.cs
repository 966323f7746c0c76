using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>
/// Items on two to four printed lines under a header of as many, as SAP and other ERPs print them: each line has columns of its own.
/// </summary>
internal sealed class BlockLayout : ILayout
{
    private const int MostHeaderLines = 4;

    /// <summary>An item may have this many lines (labels, texts, dates) below those that the header names.</summary>
    private const int MostExtraLines = 12;

    public string Name => "blocks";

    public List<Item> ReadItems(DocumentText document)
    {
        var rows = new List<Row>();
        BlockHeader? open = null;
        foreach (var page in document.Pages)
        {
            var at = 0;
            while (at < page.Lines.Count)
            {
                var header = Enumerable.Range(at, page.Lines.Count - at).Select(i => BlockHeader.Find(page, i, MostHeaderLines))
                    .FirstOrDefault(h => h is not null);
                var end = header?.First ?? page.Lines.Count;
                if (open is not null)
                {
                    ReadBody(rows, page, open, page.Lines[at..end]);
                }

                (open, at) = (header ?? open, header is null ? page.Lines.Count : header.Last + 1);
            }
        }

        return rows.Count == 0 ? [] : TableLayout.BuildItems(rows, document.DecimalPoint);
    }

    private static void ReadBody(List<Row> rows, PageText page, BlockHeader header, List<TextLine> body)
    {
        var lines = body.Where(l => !LineKinds.IsRule(l)).ToList();
        var anchors = Enumerable.Range(0, lines.Count).Where(i => !LineKinds.IsClosing(lines[i]) && header.StartsBlock(lines[i])).ToList();
        if (anchors.Count(a => HasProduct(lines[a])) > anchors.Count / 2)
        {
            return; // The items' first lines have the numbers too: the header is one header that wraps.
        }

        for (var a = 0; a < anchors.Count; a++)
        {
            var end = a + 1 < anchors.Count ? anchors[a + 1] : lines.Count;
            var block = lines[anchors[a]..end].TakeWhile((l, i) => i == 0 || (i <= MostExtraLines && !LineKinds.IsClosing(l))).ToList();
            if (ReadBlock(page, header, block) is { } row)
            {
                rows.Add(row);
            }
        }
    }

    private static bool HasProduct(TextLine line)
    {
        var item = new Item(0);
        Arithmetic.Find(line.Text, item);
        return item.Total is not null;
    }

    private static Row? ReadBlock(PageText page, BlockHeader header, List<TextLine> block)
    {
        var row = new Row(header.Table, page.Number) { AnchorBaseline = block[0].Baseline };
        row.AddLine(header.DivideLine(block[0], 0));
        var next = 1;
        for (var level = 1; level < header.Levels.Count; level++)
        {
            var found = Enumerable.Range(next, Math.Max(0, block.Count - next)).FirstOrDefault(i => header.FitsLevel(block[i], level), -1);
            if (found < 0)
            {
                return null;
            }

            AddRest(row, header, block[next..found]);
            row.AddLine(header.DivideLine(block[found], level));
            next = found + 1;
        }

        AddRest(row, header, block[next..]);
        return row;
    }

    /// <summary>Lines between and below: labels and texts of the item.</summary>
    private static void AddRest(Row row, BlockHeader header, List<TextLine> lines)
    {
        foreach (var line in lines)
        {
            row.AddLine(new LineCells(line, 0, double.MaxValue, new() { [header.Rest] = line.Words }));
        }
    }
}
