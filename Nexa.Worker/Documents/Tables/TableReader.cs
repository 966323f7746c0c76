using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Worker.Documents.Pdf;

namespace Nexa.Worker.Documents.Tables;

/// <summary>Reads the rows of every table of line items, over all pages.</summary>
internal sealed partial class TableReader
{
    /// <summary>Lines that a page may have of a row of the page before when it has no row of its own.</summary>
    private const int MostRest = 6;

    private readonly List<Row> rows = [];
    private Header? open;
    private double openLeft, openRight;
    private bool? leads; // of the table that is open

    public static List<Row> Read(IReadOnlyList<PageText> pages)
    {
        var reader = new TableReader();
        foreach (var page in pages)
        {
            reader.Read(page);
        }

        return reader.rows;
    }

    private void Read(PageText page)
    {
        var headers = HeaderFinder.Find(page);
        var first = headers.Count > 0 ? headers[0].FirstLine : page.Lines.Count;
        if (open is not null && first > 0)
        {
            Divide(page.Lines[..first], open);
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
            Divide(body, header);
            ReadBody(page, header, body, left, right, follows: open is not null && open.Key == header.Key && beside.Count == 1);
            (open, openLeft, openRight) = (header, left, right);
        }
    }

    /// <summary>A page without a header goes on with the columns of the page before.</summary>
    private void ReadInherited(PageText page, int until)
    {
        var lines = page.Lines[..until].Select(l => LineCells.Of(l, open!, openLeft, openRight)).ToList();
        var start = lines.FindIndex(l => l.Numbers >= Math.Min(2, NumericColumns(open!)) && (l.Number(Field.Quantity) is not null || !open!.Has(Field.Quantity)) && IsAnchor(l, open!));
        if (start < 0)
        {
            return;
        }

        while (start > 0 && lines[start].Line.Baseline - lines[start - 1].Line.Baseline < 1.7 * lines[start].Line.Size && !Crosses(lines[start - 1], open!) && !IsClosing(lines[start - 1].Line))
        {
            start--;
        }

        Section(page, open!, lines[start..], follows: true);
    }

    /// <summary>Cells that run into the next one without a space.</summary>
    private static void Divide(List<TextLine> body, Header header)
    {
        var edges = header.Columns.Skip(1).Select(c => c.Left).ToList();
        foreach (var line in body)
        {
            for (var i = 0; i < line.Words.Count; i++)
            {
                if (line.Words[i].Divided(edges) is var (one, other) && !IsClosing(line))
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

        var inside = body.Select(l => new TextLine([.. l.Words.Where(w => w.Middle >= left && w.Middle <= right) is var words && words.Any() ? words : l.Words[..1]])).ToList();
        Numbered(header, inside, left);
        var typical = inside.TakeWhile(l => !IsClosing(l)).Where(l => !SpansMany(l, header)).Take(400).ToList();
        ColumnEdges.Set(header, typical.Count > 0 ? typical : inside, page, left, right);
        Section(page, header, [.. body.Where(l => !IsRule(l) && !IsHeading(l)).Select(l => LineCells.Of(l, header, left, right)).Where(l => l.Cells.Count > 0)], follows);
    }

    /// <summary>Running numbers to the left of the first header are a column that has no header.</summary>
    private static void Numbered(Header header, List<TextLine> body, double left)
    {
        var first = header.Columns[0];
        if (first.Field is Field.LineNo)
        {
            return;
        }

        var numbers = body.ConvertAll(l => l.Words[0]).Where(w => w.Right < first.Left - 2 && w.Left >= left && w.Text.Length <= 4 && w.Text.All(char.IsAsciiDigit)).Take(200).ToList();
        if (numbers.Count > 0 && numbers.Zip(numbers.Skip(1)).All(n => int.Parse(n.Second.Text, CultureInfo.InvariantCulture) > int.Parse(n.First.Text, CultureInfo.InvariantCulture))
            && (numbers.Count > 1 || numbers[0].Text.TrimStart('0') is "1" or "10"))
        {
            header.Columns.Insert(0, new Column(Field.LineNo, "", numbers.Min(n => n.Left), numbers.Max(n => n.Right)));
        }
    }

    private void Section(PageText page, Header header, List<LineCells> lines, bool follows)
    {
        var bands = RowBands.Of(page, header, lines, l => IsAnchor(l, header));
        var closed = false; // after totals only what has several numbers is a row: a page's foot has some too
        var anchors = new List<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            var closing = IsClosing(lines[i].Line);
            closed |= closing;
            if (!closing && IsAnchor(lines[i], header) && (!closed || lines[i].Numbers >= Math.Min(2, NumericColumns(header)))
                && !(anchors.Count > 0 && i - anchors[^1] <= 2 && IsSecond(lines[i], lines[anchors[^1]])))
            {
                if (anchors.Count > 0 && i - anchors[^1] <= 2 && Completes(lines[i], lines[anchors[^1]]))
                {
                    anchors[^1] = HasId(lines[anchors[^1]]) && lines[anchors[^1]].Number(Field.LineNo) is not null ? anchors[^1] : i;
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
                lines.TakeWhile((l, i) => i < MostRest && l.Numbers == 0 && !IsClosing(l.Line) && !SpansMany(l.Line, header) && (i == 0 || RowOwners.Near(l, lines[i - 1], 0))).ToList()
                    .ForEach(l => rows[^1].Continue(LineCells.Of(l.Line, header, l.Left, l.Right, isRest: true), header));
            }

            return;
        }

        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i].Numbers == 0 ? LineCells.Of(lines[i].Line, header, lines[i].Left, lines[i].Right, isRest: true) : lines[i];
        }

        leads = follows && rows.Count > 0 ? leads ?? false : null;
        var owner = bands ?? RowGroups.Of(lines, anchors, follows && rows.Count > 0, ref leads) ?? RowOwners.Of(lines, anchors, header, ref leads, IsClosing);
        var made = new Dictionary<int, Row>();
        var previous = follows && rows.Count > 0 ? rows[^1] : null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (owner[i] == RowOwners.Previous && previous is not null)
            {
                previous.Continue(lines[i], header);
            }
            else if (owner[i] >= 0)
            {
                if (!made.TryGetValue(owner[i], out var row))
                {
                    made[owner[i]] = row = new Row(header, page.Number);
                    rows.Add(row);
                }

                row.Add(lines[i]);
            }
        }
    }

    /// <summary>A ruling that a typewriter draws.</summary>
    private static bool IsRule(TextLine line) => line.Words.TrueForAll(w => w.Text.All(c => "-=_.*+|~".Contains(c, StringComparison.Ordinal)));

    /// <summary>"Your order 4500012345 of 3 May" above the rows that answer to it.</summary>
    private static bool IsHeading(TextLine line) => line.Phrases.Count == 1 && line.Text.Length < 120 && HeadingPattern().IsMatch(line.Text);

    /// <summary>Whether the line has the numbers that every row has.</summary>
    private static bool IsAnchor(LineCells line, Header header)
    {
        var hasQuantity = header.Has(Field.Quantity);
        var quantity = line.Number(Field.Quantity) is not null;
        var price = line.Number(Field.UnitPrice) is not null || line.Number(Field.Total) is not null;
        var names = line.Has(Field.Part) || line.Has(Field.MfrPart) || line.Has(Field.Code) || line.Has(Field.Description) || line.Number(Field.LineNo) is not null;
        return hasQuantity ? (quantity && (names || price)) || (price && names && (line.Numbers >= 2 || HasPart(line))) : price && names;
    }

    /// <summary>A part number and a price, of which the other numbers stand higher or lower.</summary>
    private static bool HasPart(LineCells line) => line.Number(Field.UnitPrice) is not null && (line.Text(Field.MfrPart) is { Length: > 0 } mfr ? mfr : line.Text(Field.Part)) is var part && PartNumberText.Looks(part);

    /// <summary>The same item in another unit, under the line that has its code and all its numbers.</summary>
    private static bool IsSecond(LineCells line, LineCells above) => line.Numbers < above.Numbers && !HasId(line) && HasId(above);

    /// <summary>One of the two has the quantity and the other the prices: cells of one row that wrap.</summary>
    private static bool Completes(LineCells line, LineCells above) => RowOwners.Near(line, above, 0) && !(HasId(line) && HasId(above) && line.Number(Field.LineNo) is not null && above.Number(Field.LineNo) is not null)
        && (line.Number(Field.Quantity) is null) != (above.Number(Field.Quantity) is null) && HasPrice(line) != HasPrice(above) && HasPrice(line) == line.Number(Field.Quantity) is null;

    private static bool HasPrice(LineCells line) => line.Number(Field.UnitPrice) is not null || line.Number(Field.Total) is not null;

    private static bool HasId(LineCells line) => line.Has(Field.Code) || line.Has(Field.Part) || line.Has(Field.MfrPart) || line.Number(Field.LineNo) is not null;

    private static int NumericColumns(Header header) => (header.Has(Field.Quantity) ? 1 : 0) + (header.Has(Field.UnitPrice) ? 1 : 0) + (header.Has(Field.Total) ? 1 : 0);

    private static bool SpansMany(TextLine line, Header header) => line.Phrases.Exists(p =>
        header.Columns.Count(c => (c.Left + c.Right) / 2 is var middle && middle > p.Left && middle < p.Right) >= 3 && p.Words.Zip(p.Words.Skip(1)).All(w => w.Second.Left - w.First.Right < 0.45 * w.First.Size));

    private static bool Crosses(LineCells line, Header header) => SpansMany(line.Line, header);

    /// <summary>Totals, carried sums, page feet and notes: not a part of any row.</summary>
    internal static bool IsClosing(TextLine line) => line.Closes ??= Closes(line);

    private static bool Closes(TextLine line)
    {
        foreach (var phrase in line.Phrases)
        {
            if (phrase.Words.Count <= 8 && ClosingPattern().IsMatch(phrase.Text))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^\W*((your|our|customer|seu|nosso|su|ihre?|unsere?)\s+)?(purchase\s+order|order|p\.?o\.?|pedido|ordem|orden|bestellung|auftrag|delivery(\s+note)?|lieferschein|shipment|remessa|carton|ctn|caixa|pallet|box)(\s*(no|nr|n[º°]|#|number))?\W*\d", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"^\W*((\p{L}+\s+)?(\d+\s+)?(sub|grand|invoice|order|net|factuur|merchandise|line|page)?[\s-]*totals?(?!\s*(harness|control))(\s+[\p{L}/().%-]+){0,4}|sum(me)?\b.{0,30}|totais|totaal|valor\s+total|total\s+geral|total\s+(do|da|de|del|of)\b.*|untaxed|gesamt|suma|soma|importe\s+total|transporte|a\s+transportar|transportar|carried\s+forward|brought\s+forward|continua(do|ção)?(\s+na\s+próxima.*)?|continued(\s+on.*)?|continúa.*|freight|frete|flete|shipping(\s*(&|and)\s*handling)?|handling|desconto(\s+total)?|discount|tax\s+\d.*|sales\s+tax|vat|iva|ipi\s+total|valor\s+(do|da|dos)\s+.*|(p[aá]gina|page|p[aá]g\.?|folha|hoja|seite)\s*:?\s*\d+(\s*(of|de|/|/ )\s*\d+)?|terms\b.*|payment\s.*|bank\s.*|notes?|observa[cç][oõ]es.*|obs\.?|remarks?|condi[cç][oõ]es.*|condiciones.*|thank\s+you.*|obrigado.*|assinatura.*|signature.*|autorizado.*|approved\s+by.*|dados\s+adicionais.*|c[aá]lculo\s+do\s+.*)\s*:?(\s*\(?([A-Z]{3}|R\$|US\$)\)?)?\s*:?\s*([A-Z$€£R ]{0,4}[\d.,]+)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ClosingPattern();
}
