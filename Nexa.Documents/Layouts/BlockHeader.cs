using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>
/// A header of several lines, each the header of one line of an item: its first line names the columns of the item's first line.
/// </summary>
internal sealed class BlockHeader
{
    private const int FewestFields = 4;

    /// <summary>In font sizes: a line further down is not part of the header.</summary>
    private const double WidestGap = 2.2;

    private BlockHeader(List<List<Column>> levels, int first, int last, double top, double bottom)
    {
        Levels = levels;
        (First, Last) = (first, last);
        Rest = new Column(Field.None, "", 0, 0) { To = double.MaxValue };
        Table = new Header([.. levels.SelectMany(l => l), Rest], first, last, top, bottom);
    }

    public List<List<Column>> Levels { get; }
    public int First { get; }
    public int Last { get; }
    public Column Rest { get; }
    public Header Table { get; }

    public static BlockHeader? Find(PageText page, int first, int most)
    {
        if (!HeaderFinder.MayBeHeader(page.Lines[first]))
        {
            return null;
        }

        var levels = new List<List<Column>>();
        BlockHeader? best = null;
        for (var i = first; i < page.Lines.Count && levels.Count < most; i++)
        {
            var line = page.Lines[i];
            if (LineKinds.IsRule(line))
            {
                continue;
            }

            if (HeaderFinder.HasNumbers(line) || (levels.Count > 0 && line.Baseline - page.Lines[i - 1].Baseline > WidestGap * line.Size))
            {
                break;
            }

            var columns = HeaderCells.FindColumns(page, i, i);
            var known = columns.Count(c => c.Field is not Field.None);
            if (known == 0 || known < columns.Count * 0.6 || (levels.Count == 0 && known < 2))
            {
                break;
            }

            levels.Add(columns);
            if (levels.Count > 1 && IsWhole(levels))
            {
                best = new BlockHeader([.. levels], first, i, page.Lines[first].Top, line.Bottom);
            }
        }

        return best;
    }

    /// <summary>Names an item on its first line, and its numbers on a later one.</summary>
    private static bool IsWhole(List<List<Column>> levels)
    {
        var fields = levels.SelectMany(l => l).Select(c => c.Field).Where(f => f is not (Field.None or Field.Other)).ToHashSet();
        return fields.Count >= FewestFields && levels[0].Exists(c => IsName(c.Field)) && fields.Contains(Field.Quantity)
            && (fields.Contains(Field.UnitPrice) || fields.Contains(Field.Total))
            && !levels[0].Exists(c => c.Field is Field.Quantity && levels.Skip(1).Any(l => l.Exists(o => o.Field is Field.Quantity)))
            && levels.Skip(1).Any(l => l.Exists(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total));
    }

    /// <summary>An item begins with its number if the header has one, else with a code under the first header cell.</summary>
    public bool StartsBlock(TextLine line)
    {
        if (Enumerable.Range(1, Levels.Count - 1).Any(level => HasProduct(line, level)))
        {
            return false;
        }

        var cells = DivideLine(line, 0);
        var number = Levels[0].Find(c => c.Field is Field.LineNo);
        if (number is not null)
        {
            return cells.ReadText(number) is { Length: > 0 and <= 8 } text && text.TrimEnd('.').All(c => char.IsAsciiDigit(c) || c is '.')
                && cells.Cells.Count > 1
                && Math.Abs(line.Left - number.Left) < 20;
        }

        var name = Levels[0].First(c => IsName(c.Field));
        return Math.Abs(line.Left - Levels[0][0].Left) < 4 && PartNumberText.FitsColumn(cells.ReadText(name).Split(' ')[0])
            && cells.ReadText(name).Any(char.IsAsciiDigit);
    }

    /// <summary>Whether the line has a quantity and a price in this level's columns: such a line does not begin an item.</summary>
    private bool HasProduct(TextLine line, int level)
    {
        var cells = DivideLine(line, level);
        if (cells.ReadNumber(Field.Quantity) is not { } quantity || cells.ReadNumber(Field.UnitPrice) is not { } price)
        {
            return false;
        }

        return cells.ReadNumber(Field.Total) is { } total ? PricePer.Multiplies(quantity, price, total)
            : line.Words.TrueForAll(w => NumberText.Parse(w.Text) is not null || !PartNumberText.FitsColumn(w.Text));
    }

    /// <summary>A line has the numbers that this line of the header names.</summary>
    public bool FitsLevel(TextLine line, int level)
    {
        var numeric = Levels[level].Where(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total).ToList();
        var cells = DivideLine(line, level);
        return numeric.Count == 0 || numeric.Count(c => cells.ReadNumber(c.Field) is not null) > numeric.Count / 2.0;
    }

    /// <summary>
    /// Assigns each word to the column of this level above it or nearest to it; words of one phrase share a text column.
    /// </summary>
    public LineCells DivideLine(TextLine line, int level)
    {
        var cells = new LineCells(line, 0, double.MaxValue, []);
        Word? before = null;
        Column? last = null;
        foreach (var word in line.Words)
        {
            var column = Levels[level].MinBy(c => MeasureDistance(c, word))!;
            var flows = before is not null && word.Left - before.Right < Phrases.Gap * word.Size;
            if (flows && last is not null && last != column
                && (last.Field is Field.Description || (!IsNumeric(column.Field) && MeasureDistance(column, word) > 0)))
            {
                column = last;
            }

            if (!cells.Cells.TryGetValue(column, out var words))
            {
                cells.Cells[column] = words = [];
            }

            words.Add(word);
            (before, last) = (word, column);
        }

        return cells;
    }

    /// <summary>Negative where a word and a header overlap, the more the less.</summary>
    private static double MeasureDistance(Column column, Word word) =>
        Math.Max(column.Left, word.Left) - Math.Min(column.Right, word.Right);

    private static bool IsName(Field field) => field is Field.Part or Field.MfrPart or Field.Code or Field.Description;

    private static bool IsNumeric(Field field) => field is Field.Quantity or Field.UnitPrice or Field.Total or Field.Unit;
}
