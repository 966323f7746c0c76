using System.Globalization;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>Reads the rows of every table of line items, over all pages.</summary>
internal sealed class TableReader
{
    /// <summary>A page without a row of its own may have this many lines of the previous page's last row.</summary>
    private const int MostRest = 6;

    private readonly List<Row> rows = [];
    private Header? open;
    private double openLeft, openRight;
    private bool? leads; // Whether rows of the open table begin above their numbers.

    public static List<Row> ReadRows(IReadOnlyList<PageText> pages)
    {
        var reader = new TableReader();
        foreach (var page in pages)
        {
            reader.ReadRows(page);
        }

        UnnamedColumns.NameColumns(reader.rows);
        ColumnRoles.CorrectRoles(reader.rows);
        return reader.rows;
    }

    private void ReadRows(PageText page)
    {
        var headers = HeaderFinder.Find(page);
        var first = headers.Count > 0 ? headers[0].FirstLine : page.Lines.Count;
        if (open is not null && first > 0)
        {
            DivideWords(page.Lines[..first], open);
            ReadInherited(page, first);
        }

        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var beside = headers.Where(h => h.FirstLine == header.FirstLine).ToList();
            var at = beside.IndexOf(header);
            var left = at == 0 ? 0 : (beside[at - 1].Columns[^1].Right + header.Columns[0].Left) / 2;
            var right = at == beside.Count - 1 ? page.Width + 1000 : (header.Columns[^1].Right + beside[at + 1].Columns[0].Left) / 2;
            var next = headers.Find(h => h.FirstLine > header.LastLine)?.FirstLine ?? page.Lines.Count;
            var body = page.Lines[(header.LastLine + 1)..next];
            header.SetAside = LineKinds.FindSetAside(page.Lines, header);
            DivideWords(body, header);
            ReadBody(page, header, body, left, right, follows: open is not null && open.Key == header.Key && beside.Count == 1
                && header.SetAside is null);
            (open, openLeft, openRight) = (header, left, right);
        }
    }

    /// <summary>A page without a header goes on with the columns of the page before.</summary>
    private void ReadInherited(PageText page, int until)
    {
        var lines = page.Lines[..until].Select(l => LineCells.DivideLine(l, open!, openLeft, openRight)).ToList();
        var start = lines.FindIndex(l => l.Numbers >= Math.Min(2, RowAnchors.CountNumericColumns(open!))
            && (l.ReadNumber(Field.Quantity) is not null || !open!.Has(Field.Quantity)) && RowAnchors.IsAnchor(l, open!));
        if (start < 0)
        {
            return;
        }

        var rest = rows.Count > 0 && start > 0 && IsRest(lines, start);
        while (start > 0 && lines[start].Line.Baseline - lines[start - 1].Line.Baseline < 1.7 * lines[start].Line.Size
            && !CrossesColumns(lines[start - 1], open!) && !LineKinds.IsClosing(lines[start - 1].Line))
        {
            start--;
        }

        (rest ? lines[..start] : []).ForEach(l => rows[^1]
            .ContinueBelow(LineCells.DivideLine(l.Line, open!, openLeft, openRight, isRest: true), open!));
        ReadSection(page, open!, lines[start..], follows: true);
    }

    /// <summary>
    /// Lines above a page's first row that are of the row before: nothing but text under one header, and not the first, where page heads
    /// stand.
    /// </summary>
    private bool IsRest(List<LineCells> lines, int until) =>
        until <= MostRest && lines[..until]
        .TrueForAll(l => l.Numbers == 0 && !LineKinds.IsClosing(l.Line)
        && open!.Columns.FindIndex(c => Math.Abs(c.Left - l.Line.Left) < 1.5) > 0);

    /// <summary>Divides words made of two cells that touch without a space.</summary>
    private static void DivideWords(List<TextLine> body, Header header)
    {
        var edges = header.Columns.Skip(1).Select(c => c.Left).ToList();
        foreach (var line in body)
        {
            for (var i = 0; i < line.Words.Count; i++)
            {
                if (line.Words[i].DivideAt(edges) is var (one, other) && !LineKinds.IsClosing(line))
                {
                    line.Words[i] = one;
                    line.Words.Insert(i + 1, other);
                }
            }
        }
    }

    private void ReadBody(PageText page, Header header, List<TextLine> body, double left, double right, bool follows)
    {
        if (body.Count == 0)
        {
            return;
        }

        var inside = body.Select(l => new TextLine([.. l.Words.Where(w => w.Middle >= left && w.Middle <= right) is var words
            && words.Any() ? words : l.Words[..1]])).ToList();
        AddNumberColumn(header, inside, left);
        var typical = inside.TakeWhile(l => !LineKinds.IsClosing(l)).Where(l => !SpansMany(l, header)).Take(400).ToList();
        ColumnEdges.SetEdges(header, typical.Count > 0 ? typical : inside, page, left, right);
        ReadSection(page, header, [.. body.Where(l => !LineKinds.IsRule(l) && !LineKinds.IsHeading(l))
            .Select(l => LineCells.DivideLine(l, header, left, right)).Where(l => l.Cells.Count > 0)], follows);
    }

    /// <summary>Running numbers to the left of the first header are a column that has no header.</summary>
    private static void AddNumberColumn(Header header, List<TextLine> body, double left)
    {
        var first = header.Columns[0];
        if (first.Field is Field.LineNo)
        {
            return;
        }

        var numbers = body.ConvertAll(l => l.Words[0])
            .Where(w => w.Right < first.Left - 2 && w.Left >= left && w.Text.Length <= 4 && w.Text.All(char.IsAsciiDigit)).Take(200)
            .ToList();
        if (numbers.Count > 0 && numbers.Zip(numbers.Skip(1))
            .All(n => int.Parse(n.Second.Text, CultureInfo.InvariantCulture) > int.Parse(n.First.Text, CultureInfo.InvariantCulture))
            && (numbers.Count > 1 || numbers[0].Text.TrimStart('0') is "1" or "10"))
        {
            header.Columns.Insert(0, new Column(Field.LineNo, "", numbers.Min(n => n.Left), numbers.Max(n => n.Right)));
        }
    }

    private void ReadSection(PageText page, Header header, List<LineCells> lines, bool follows)
    {
        var bands = RowBands.FindOwners(page, header, lines, l => RowAnchors.IsAnchor(l, header));
        var closed = false; // After totals only lines with several numbers are rows: page footers have single numbers.
        var anchors = new List<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            var closing = LineKinds.IsClosing(lines[i].Line);
            closed |= closing;
            if (!closing && RowAnchors.IsAnchor(lines[i], header) && !(i > 0 && RowAnchors.IsBroken(lines[i], lines[i - 1]))
                && (!closed || lines[i].Numbers >= Math.Min(2, RowAnchors.CountNumericColumns(header)))
                && !(anchors.Count > 0 && i - anchors[^1] <= 2 && RowAnchors.IsSecond(lines[i], lines[anchors[^1]])))
            {
                if (anchors.Count > 0 && i - anchors[^1] <= 2 && RowAnchors.CompletesAnchor(lines[i], lines[anchors[^1]]))
                {
                    anchors[^1] = RowAnchors.HasId(lines[anchors[^1]])
                        && lines[anchors[^1]].ReadNumber(Field.LineNo) is not null ? anchors[^1] : i;
                }
                else
                {
                    anchors.Add(i);
                }
            }
        }

        if (anchors.Count == 0)
        {
            if (follows && rows.Count > 0)
            {
                lines.TakeWhile((l, i) => i < MostRest && l.Numbers == 0 && !LineKinds.IsClosing(l.Line) && !SpansMany(l.Line, header)
                    && (i == 0 || RowOwners.IsNear(l, lines[i - 1], 0))).ToList()
                    .ForEach(l => rows[^1].ContinueBelow(LineCells.DivideLine(l.Line, header, l.Left, l.Right, isRest: true), header));
            }

            return;
        }

        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i].Numbers == 0 ? LineCells.DivideLine(lines[i].Line, header, lines[i].Left, lines[i].Right, isRest: true)
                : lines[i];
        }

        leads = follows && rows.Count > 0 ? leads ?? false : null;
        var owner = bands ?? RowGroups.FindOwners(lines, anchors, follows && rows.Count > 0, ref leads)
            ?? RowOwners.FindOwners(lines, anchors, header, ref leads, LineKinds.IsClosing);
        var made = new Dictionary<int, Row>();
        var previous = follows && rows.Count > 0 ? rows[^1] : null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (owner[i] == RowOwners.Previous && previous is not null)
            {
                previous.ContinueBelow(lines[i], header);
            }
            else if (owner[i] >= 0)
            {
                if (!made.TryGetValue(owner[i], out var row))
                {
                    made[owner[i]] = row = new Row(header,
                        page.Number) { AnchorBaseline = lines[anchors.Find(a => owner[a] == owner[i])].Line.Baseline };
                    rows.Add(row);
                }

                row.AddLine(lines[i]);
            }
        }
    }

    private static bool SpansMany(TextLine line, Header header) => line.Phrases.Exists(p =>
        header.Columns.Count(c => (c.Left + c.Right) / 2 is var middle && middle > p.Left && middle < p.Right) >= 3
        && p.Words.Zip(p.Words.Skip(1)).All(w => w.Second.Left - w.First.Right < 0.45 * w.First.Size));

    private static bool CrossesColumns(LineCells line, Header header) => SpansMany(line.Line, header);
}
