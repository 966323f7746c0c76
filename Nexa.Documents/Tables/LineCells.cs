using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>What one printed line has in one cell.</summary>
internal sealed class Piece(List<Word> words)
{
    public string Text { get; } = words.Count == 1 ? words[0].Text : string.Join(' ', words.Select(w => w.Text));

    public string Marked => field ??= words.Count == 1 || !Text.AsSpan().ContainsAny(':', '=') ? Text
        : string.Concat(words.Select((w, i) => i == 0 ? w.Text
        : (w.Left - words[i - 1].Right > Phrases.Gap * w.Size ? '\t' : ' ') + w.Text));

    /// <summary>A workbook's numeric cell.</summary>
    public decimal? Value { get; init; }

    public double Left => words[0].Left;
    public double Right => words[^1].Right;
    public double FirstWidth => words[0].Right - words[0].Left;
    public double Size => words[0].Size;
}
/// <summary>A printed line, its words sorted into columns.</summary>
/// <param name="Left">Where its table begins.</param>
internal sealed record LineCells(TextLine Line, double Left, double Right, Dictionary<Column, List<Word>> Cells)
{
    /// <summary>A gap wider than this part of the font size ends a phrase.</summary>
    private const double PhraseGap = 0.45;
    private const double TypedGap = 0.9;

    /// <param name="isRest">A line without numbers: its phrases stay together, whatever columns they cross.</param>
    public static LineCells DivideLine(TextLine line, Header header, double left, double right, bool isRest = false)
    {
        var cells = new LineCells(line, left, right, []);
        Column? last = null;
        Word? before = null;
        var named = false;
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            if (word.Middle < left || word.Middle > right)
            {
                continue;
            }

            var column = header.Columns.Find(c => word.Middle < c.To) ?? header.Columns[^1];
            var flows = before is not null && FlowsOn(line, before, word);
            named = flows ? named : IsLabelled(line, i);
            var together = named || (isRest && !line.IsTyped && (column.IsRuled || Math.Abs(word.Left - column.Left) >= 1.5));
            if (last is not null && flows && column != last
                && (together ? before!.Text.EndsWith(':') || !IsNumeric(column.Field) || NumberText.Parse(word.Text) is null
                : IsNumeric(column.Field) && !word.Text.Any(char.IsAsciiDigit) && CurrencyText.ReadCode(word.Text) is null))
            {
                column = last; // text that runs over into another column
            }

            if (!cells.Cells.TryGetValue(column, out var words))
            {
                cells.Cells[column] = words = [];
            }

            words.Add(word);
            (last, before) = (column, word);
        }

        return cells;
    }

    /// <summary>Some typesetters put more room after a colon.</summary>
    private static bool FlowsOn(TextLine line, Word before, Word word) =>
        word.Left - before.Right < (line.IsTyped ? TypedGap : before.Text.EndsWith(':') ? Phrases.Gap : PhraseGap) * word.Size;

    /// <summary>Whether the phrase that begins at a word has a label, such as "País de origem: China": it stays together.</summary>
    private static bool IsLabelled(TextLine line, int from)
    {
        for (var i = from; i < line.Words.Count && (i == from || FlowsOn(line, line.Words[i - 1], line.Words[i])); i++)
        {
            if (line.Words[i].Text.EndsWith(':'))
            {
                return true;
            }
        }

        return false;
    }

    public string ReadText(Column column) => Cells.TryGetValue(column, out var words) ? string.Join(' ', words.Select(w => w.Text)) : "";

    public string ReadText(Field field)
    {
        foreach (var (column, words) in Cells)
        {
            if (column.Field == field)
            {
                return string.Join(' ', words.Select(w => w.Text));
            }
        }

        return "";
    }

    public bool Has(Field field) => Cells.Keys.Any(c => c.Field == field);

    private readonly Dictionary<Field, decimal?> numbers = [];

    public decimal? ReadNumber(Field field) => numbers.TryGetValue(field, out var known) ? known : numbers[field] = Parse(field);

    private decimal? Parse(Field field)
    {
        foreach (var column in Cells.Keys)
        {
            if (column.Field == field && (field is Field.Quantity ? QuantityText.Parse(ReadText(column))
                : NumberText.Parse(ReadText(column))) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    public int Numbers => (ReadNumber(Field.Quantity) is null ? 0 : 1) + (ReadNumber(Field.UnitPrice) is null ? 0 : 1)
        + (ReadNumber(Field.Total) is null ? 0 : 1);

    private static bool IsNumeric(Field field) =>
        field is Field.Quantity or Field.UnitPrice or Field.Total or Field.IgnoredQuantity or Field.Unit or Field.LineNo;
}
