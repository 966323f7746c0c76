using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>
/// A column as its header cell says it. <see cref="From"/> and <see cref="To"/> are set once the body has been looked at.
/// </summary>
internal sealed class Column(Field field, string text, double left, double right)
{
    public Field Field { get; set; } = field;
    public string Text => text;
    public double Left { get; } = left;
    public double Right { get; } = right;
    public double From { get; set; } = left;
    public double To { get; set; } = right;

    /// <summary>The fields that the header cell's two lines name, if they are two names and not one that wraps.</summary>
    public (Field Upper, Field Lower)? Stacked { get; init; }

    /// <summary>The fields of a header such as "Manufacturer / Part No / Description", where cells have one of them on each line.</summary>
    public IReadOnlyList<Field> Listed { get; } = ListFields(text);

    private static List<Field> ListFields(string text)
    {
        var fields = text.Split('/', StringSplitOptions.TrimEntries).Select(HeaderTerms.MatchWhole).ToList();
        return fields.Count > 2 && fields.Distinct().Count() == fields.Count && fields.TrueForAll(f => f is Field.Code or Field.CustomerPart
            or Field.Part or Field.MfrPart or Field.Description or Field.Manufacturer) ? fields : [];
    }

    /// <summary>A ruling stands before it.</summary>
    public bool IsRuled { get; set; }

    /// <summary>How far to the right its text goes anywhere.</summary>
    public double Reach { get; set; }
    public string? Currency { get; } = CurrencyText.FindInPrice(text);
}

/// <summary>The header of a table: its columns from left to right and the lines it takes.</summary>
internal sealed class Header(List<Column> columns, int firstLine, int lastLine, double top, double bottom)
{
    public List<Column> Columns => columns;
    public int FirstLine => firstLine;
    public int LastLine => lastLine;
    public double Top => top;
    public double Bottom => bottom;

    /// <summary>The title above the table where it says that its lines are none of the document's ("not on this invoice").</summary>
    public string? SetAside { get; set; }

    public bool Has(Field field) => columns.Exists(c => c.Field == field);
    public string Key { get; } = string.Join('|', columns.Select(c => c.Text));
}

/// <summary>
/// Finds header rows: up to six lines (cells of one to three lines, set to the middle, stand on so many) whose cells, put together where
/// they stand above each other, name fields of a line item.
/// </summary>
internal static class HeaderFinder
{
    private const int MostLines = 6;

    public static List<Header> Find(PageText page)
    {
        var found = new List<Header>();
        var lines = page.Lines;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!MayBeHeader(lines[i]))
            {
                continue;
            }

            var best = ChooseColumns(page, i);
            if (best.Score > 0 && !IsBetterBelow(page, i, best.Last, best.Score))
            {
                best.Last = FindLastAbsorbed(lines, best.Last);
                foreach (var part in SplitSideBySide(best.Columns))
                {
                    found.Add(new Header(part, i, best.Last, lines[i].Top, lines[best.Last].Bottom));
                }

                i = best.Last;
            }
        }

        return found;
    }

    /// <summary>The lines from the first one on that make the best header together.</summary>
    private static (List<Column> Columns, int Last, double Score) ChooseColumns(PageText page, int first)
    {
        var lines = page.Lines;
        (List<Column> Columns, int Last, double Score) best = ([], first, 0);
        for (var last = first; last < Math.Min(lines.Count, first + MostLines); last++)
        {
            if (last > first && (!IsNear(lines, last) || HasNumbers(lines[last]) || lines[last].Words.Exists(w => w.Text.EndsWith(':'))))
            {
                break; // A label is not a header.
            }

            var columns = HeaderCells.FindColumns(page, first, last);
            NameItemColumn(columns);
            var score = ScoreColumns(columns);
            if (score > best.Score || (last > first && score > 0 && score >= best.Score && best.Last == last - 1
                && lines[last].Words.TrueForAll(w => w.Text.Length < 2 || HeaderTerms.IsToken(w.Text))))
            {
                best = (columns, last, score);
            }
        }

        return best;
    }

    /// <summary>"Item" is the line number, unless another column is and no column describes the items.</summary>
    private static void NameItemColumn(List<Column> columns)
    {
        var counters = columns.Where(c => c.Field is Field.LineNo).ToList();
        if (counters.Count > 1 && !columns.Exists(c => c.Field is Field.Description or Field.Part or Field.MfrPart))
        {
            counters[^1].Field = Field.Description;
        }
    }

    /// <summary>The last line below the header that has only header words; such lines are not rows.</summary>
    private static int FindLastAbsorbed(List<TextLine> lines, int last)
    {
        while (last + 1 < lines.Count && IsNear(lines, last + 1)
            && lines[last + 1].Words.TrueForAll(w => !w.Text.EndsWith(':')
            && (HeaderTerms.IsToken(w.Text) || CurrencyText.ReadCode(w.Text.Trim('(', ')')) is not null)))
        {
            last++;
        }

        return last;
    }

    private static bool IsNear(List<TextLine> lines, int at) =>
        lines[at].Baseline - lines[at - 1].Baseline <= 2.2 * Math.Max(lines[at].Size, lines[at - 1].Size);

    /// <summary>A title above the header must not be taken for a part of it.</summary>
    private static bool IsBetterBelow(PageText page, int first, int last, double score)
    {
        for (var below = first + 1; below <= last; below++)
        {
            var (line, above) = (page.Lines[below], page.Lines[below - 1]);
            var staggered = line.Baseline - above.Baseline < 0.8 * line.Size; // cells set to the middle: not a title and a header
            var other = staggered || !MayBeHeader(line) ? 0 : ChooseColumns(page, below).Score;
            if (other > score || (other > 0 && other == score && !IsAllHeaders(page.Lines[first])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every phrase of the line is a header or a word of one: the upper part of headers that wrap, and no title.</summary>
    private static bool IsAllHeaders(TextLine line) => line.Phrases.TrueForAll(p => p.Words.TrueForAll(w => HeaderTerms.IsToken(w.Text)));

    public static bool MayBeHeader(TextLine line) =>
        !HasNumbers(line) && line.Words.Exists(w => w.Text.Length <= 24 && HeaderTerms.IsToken(w.Text));

    /// <summary>Two numbers or more: a row of a table, and no header.</summary>
    public static bool HasNumbers(TextLine line)
    {
        var numbers = 0;
        foreach (var word in line.Words)
        {
            numbers += char.IsAsciiDigit(word.Text[0]) && char.IsAsciiDigit(word.Text[^1]) ? 1 : 0;
        }

        return numbers > 1;
    }

    /// <summary>Positive where the cells are a header: the more fields it names and the fewer strangers, the better.</summary>
    private static double ScoreColumns(List<Column> columns)
    {
        if (columns.Count is < 2 or > HeaderCells.MostCells || columns.Exists(c => c.Text.Count(char.IsAsciiDigit) >= 5))
        {
            return 0;
        }

        var fields = columns.Where(c => c.Field is not (Field.None or Field.Other)).Select(c => c.Field).Distinct().ToHashSet();
        var known = columns.Count(c => c.Field is not Field.None);
        var names = fields.Contains(Field.Description) || fields.Contains(Field.Part) || fields.Contains(Field.MfrPart)
            || fields.Contains(Field.Code)
            || (fields.Contains(Field.LineNo) && fields.Contains(Field.Quantity));
        var counts = fields.Contains(Field.Quantity) || fields.Contains(Field.UnitPrice) || fields.Contains(Field.Total);
        if (!names || !counts || fields.Count < 2 || known < columns.Count * 0.5 || (fields.Count == 2 && known < columns.Count))
        {
            return 0;
        }

        var length = columns.Sum(c => c.Field is Field.None ? c.Text.Length : 0);
        return (fields.Count * 3) + known - (columns.Count - known) - (length * 0.05)
            + (columns.Any(c => c.Text.Any(char.IsAsciiDigit)) ? -3 : 0);
    }

    /// <summary>Two tables beside each other have one line of headers in which the fields come again.</summary>
    private static IEnumerable<List<Column>> SplitSideBySide(List<Column> columns)
    {
        var half = columns.Count / 2;
        if (columns.Count >= 4 && columns.Count % 2 == 0
            && Enumerable.Range(0, half).All(i => columns[i].Field == columns[i + half].Field
            && string.Equals(columns[i].Text, columns[i + half].Text, StringComparison.OrdinalIgnoreCase)))
        {
            yield return columns[..half];
            yield return columns[half..];
        }
        else
        {
            yield return columns;
        }
    }
}
