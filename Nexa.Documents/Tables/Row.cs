using System.Text;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>A row of a table: for every column the pieces of text that stand in it, one per printed line.</summary>
internal sealed class Row(Header header, int page)
{
    /// <summary>No maker has longer part numbers.</summary>
    private const int LongestCode = 48;

    private readonly Dictionary<Column, List<Piece>> cells = [];

    public Header Header => header;
    public int Page => page;
    public double Left { get; private set; } = double.MaxValue;
    public double Top { get; private set; } = double.MaxValue;
    public double Right { get; private set; }
    public double Bottom { get; private set; }

    /// <summary>Where the line with the row's numbers stands; null for a spreadsheet's row.</summary>
    public double? AnchorBaseline { get; init; }

    public void AddLine(LineCells line, bool elsewhere = false)
    {
        foreach (var (column, words) in line.Cells)
        {
            if (!cells.TryGetValue(column, out var pieces))
            {
                cells[column] = pieces = [];
            }

            pieces.Add(new(words));
            column.Reach = Math.Max(column.Reach, words[^1].Right);
        }

        if (!elsewhere)
        {
            (Left, Top) = (Math.Min(Left, line.Line.Left), Math.Min(Top, line.Line.Top));
            (Right, Bottom) = (Math.Max(Right, line.Line.Right), Math.Max(Bottom, line.Line.Bottom));
        }
    }

    /// <summary>A row that goes on under a repeated header: same columns by their place.</summary>
    public void ContinueBelow(LineCells line, Header repeated)
    {
        var here = new LineCells(line.Line, line.Left, line.Right, []);
        foreach (var (column, words) in line.Cells)
        {
            here.Cells[header.Columns[Math.Min(repeated.Columns.IndexOf(column), header.Columns.Count - 1)]] = words;
        }

        AddLine(here, elsewhere: true);
    }

    /// <summary>A spreadsheet's cell; a number of a workbook is that number, whatever separators its text would have.</summary>
    public void SetCell(Column column, string text, decimal? value = null) =>
        cells[column] = [new([new Word(text, column.Left, column.Right, 0, 1)]) { Value = value }];

    public bool HasValue(Column column) => cells.TryGetValue(column, out var pieces) && pieces[0].Value is not null;

    /// <summary>The first number that stands in a cell; in a column of quantities 5K is five thousand.</summary>
    public decimal? FindNumber(Column column)
    {
        if (!cells.TryGetValue(column, out var pieces))
        {
            return header.Columns.IndexOf(column) + 1 is var next
                && next < header.Columns.Count ? SplitNumbers(column, header.Columns[next])?.First : null;
        }

        return pieces[0].Value ?? pieces.Select(p => column.Field is Field.Quantity ? QuantityText.Parse(p.Text) : NumberText.Parse(p.Text))
            .FirstOrDefault(n => n is not null)
            ?? ReadPriceWithBasis(column, pieces[0].Text)
            ?? (header.Columns.IndexOf(column) is > 0 and var at ? SplitNumbers(header.Columns[at - 1], column)?.Second : null);
    }

    /// <summary>A price and for how many it is, in one column: "6.32 1", "19.00 1000".</summary>
    private static decimal? ReadPriceWithBasis(Column column, string text) =>
        column.Field is Field.UnitPrice && text.Split(' ') is [var price, _] && PriceBasis.FindIn(text) is not null
            ? NumberText.Parse(price) : null;

    /// <summary>
    /// Two numbers in one cell and none in the numeric cell before it: the edge has cut a number that stands to the right.
    /// </summary>
    private (decimal First, decimal Second)? SplitNumbers(Column before, Column column) =>
        !cells.ContainsKey(before) && IsNumeric(before) && IsNumeric(column) && cells.TryGetValue(column, out var pieces)
        && pieces[0].Text.Split(' ') is [var one, var other, ..] && NumberText.Parse(one) is { } first
        && NumberText.Parse(other) is { } second
            ? (first, second) : null;

    private static bool IsNumeric(Column column) => column.Field is Field.Quantity or Field.UnitPrice or Field.PricePer or Field.Total;

    public IEnumerable<Column> Filled => cells.Keys;

    /// <summary>All cells, from left to right, as <see cref="ReadMarked"/> gives them.</summary>
    public string Everything => string.Join('\n', cells.Keys.OrderBy(c => c.Left).Select(ReadMarked));

    public string ReadText(Field field) =>
        header.Columns.Find(c => c.Field == field && cells.ContainsKey(c)) is { } column ? ReadText(column) : "";

    /// <summary>Running text: words divided at a line's end are put together.</summary>
    public string ReadText(Column column) => JoinPieces(column, static piece => piece.Text, ' ');

    /// <summary>The text with what its labels end at: '\n' where a line ends though there was room for more, '\t' for a wide gap.</summary>
    public string ReadMarked(Column column) => JoinPieces(column, static piece => piece.Marked, '\n');

    private string JoinPieces(Column column, Func<Piece, string> read, char end)
    {
        if (!cells.TryGetValue(column, out var pieces))
        {
            return "";
        }

        if (pieces.Count == 1)
        {
            return read(pieces[0]);
        }

        var text = new StringBuilder();
        Piece? last = null;
        foreach (var piece in pieces)
        {
            var next = read(piece);
            var wraps = last is not null && last.Right + piece.FirstWidth + (0.25 * piece.Size) > column.Reach - 1;
            if (last is not null && text.Length > 1 && text[^1] == '-' && char.IsLetterOrDigit(text[^2]) && char.IsLetterOrDigit(next[0])
                && wraps)
            {
                text.Length -= char.IsLower(text[^2]) && char.IsLower(next[0]) ? 1 : 0;
            }
            else if (last is not null)
            {
                text.Append(wraps ? ' ' : end);
            }

            text.Append(next);
            last = piece;
        }

        return text.ToString();
    }

    public IReadOnlyList<string> ReadLines(Column column) =>
        cells.TryGetValue(column, out var pieces) ? [.. pieces.Select(p => p.Text)] : [];

    /// <summary>
    /// A code: a piece that had no room on its line goes on without a space; what stands below for another reason is left out.
    /// </summary>
    public string ReadCode(Column column)
    {
        if (!cells.TryGetValue(column, out var pieces))
        {
            return "";
        }

        var code = pieces[0].Text;
        var last = pieces[0];
        var room = Math.Min(column.To, column.From + 400);
        foreach (var piece in pieces.Skip(1))
        {
            var width = piece.Right - piece.Left;
            var tail = Math.Abs(piece.Left - last.Left) < 2 && piece.Text.Length < last.Text.Length
                && last.Right - column.From > 0.72 * (room - column.From);
            var noRoom = tail || last.Right + width > room - 3 || last.Text.EndsWith('-') || last.Text.EndsWith('/');
            var fits = !piece.Text.Contains(' ', StringComparison.Ordinal)
                && piece.Text.All(c => char.IsAsciiLetterOrDigit(c) || "-./+_#,()=:*".Contains(c, StringComparison.Ordinal));
            if (!fits || !noRoom || code.Length + piece.Text.Length > LongestCode || CellKinds.IsGtin(piece.Text) || piece.Text[0] == '(')
            {
                break;
            }

            code += code.Contains(' ', StringComparison.Ordinal)
                && PartNumberText.IsSpaced(code + " " + piece.Text) ? " " + piece.Text : piece.Text;
            last = piece;
        }

        return code.Trim();
    }
}
