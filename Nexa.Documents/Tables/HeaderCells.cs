using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>Puts the words of a header's lines together to its cells.</summary>
internal static class HeaderCells
{
    public const int MostCells = 60;

    /// <summary>Words of a phrase that may be several headers: more would take long to divide, and stand in no header seen.</summary>
    private const int MostWords = 7;

    /// <summary>In font sizes: a space is a quarter to a third of them, more divides columns.</summary>
    private const double WidestSpace = 0.4;

    public static List<Column> FindColumns(PageText page, int first, int last)
    {
        var phrases = Enumerable.Range(first, last - first + 1)
            .SelectMany(i => Phrases.SplitLine(page.Lines[i], page.Vertical).Select(p => (Phrase: p, Line: i))).ToList();
        if (phrases.Count > MostCells * 4)
        {
            return []; // no table of line items has so many
        }

        var pieces =
            phrases.SelectMany(p => DivideByGaps(p.Phrase, p.Line) is [_, _, ..] parts ? parts : DivideByTerms(p.Phrase, p.Line, phrases))
            .ToList();

        NameSpannedCells(pieces, page.Lines);
        pieces.Sort(static (a, b) => a.Left.CompareTo(b.Left));
        var cells = new List<(double Left, double Right, List<(int Line, double Left, string Text)> Parts)>();
        foreach (var piece in pieces)
        {
            var at = cells.FindIndex(c => Math.Min(c.Right, piece.Right) - Math.Max(c.Left, piece.Left) > 0
                && !c.Parts.Exists(p => p.Line == piece.Line));
            if (at < 0)
            {
                cells.Add((piece.Left, piece.Right, [(piece.Line, piece.Left, piece.Text)]));
            }
            else
            {
                cells[at].Parts.Add((piece.Line, piece.Left, piece.Text));
                cells[at] = (Math.Min(cells[at].Left, piece.Left), Math.Max(cells[at].Right, piece.Right), cells[at].Parts);
            }

            if (cells.Count > MostCells)
            {
                break;
            }
        }

        return [.. cells.OrderBy(c => c.Left).Select(c =>
        {
            var lines = c.Parts.GroupBy(p => p.Line).OrderBy(g => g.Key)
                .Select(g => string.Join(' ', g.OrderBy(p => p.Left).Select(p => p.Text))).ToList();
            var text = string.Join(' ', lines).Replace("- ", "-", StringComparison.Ordinal);
            var whole = HeaderTerms.MatchWhole(JoinHyphens(lines)) is var joined and not Field.None ? joined : HeaderTerms.MatchCell(text);
            var field = whole is not Field.None || lines.Count == 1 ? whole
                : lines.Select(HeaderTerms.MatchCell).FirstOrDefault(f => f is not Field.None); // a language on each line
            var names = lines.Count == 2 && HeaderTerms.MatchWhole(text) is Field.None ? lines.ConvertAll(HeaderTerms.MatchCell) : [];
            return new Column(field, text, c.Left, c.Right)
            {
                Stacked = names is [var upper, var lower] && upper != lower && HasNames(upper) && HasNames(lower) ? (upper, lower) : null,
            };
        })];
    }

    /// <summary>"Preis-" above "einheit" is the Preiseinheit and not "Preis/Einheit".</summary>
    private static string JoinHyphens(List<string> lines) =>
        lines.Aggregate((above, below) => above.EndsWith('-') && below.Length > 0 && char.IsLower(below[0]) ? above[..^1] + below
            : above + " " + below);

    private static bool HasNames(Field field) =>
        field is Field.Code or Field.CustomerPart or Field.Part or Field.MfrPart or Field.Description or Field.Manufacturer;

    /// <summary>
    /// Header cells so close that they run into one phrase ("Qty Unit Price Amount") are divided where the pieces are all known.
    /// </summary>
    private static List<(double Left, double Right, string Text, int Line)> DivideByGaps(Phrase phrase, int line)
    {
        var whole = new List<(double, double, string, int)> { (phrase.Left, phrase.Right, phrase.Text, line) };
        var words = phrase.Words;
        if (words.Count is < 2 or > 14 || HeaderTerms.MatchEvery(phrase.Text) is not Field.None
            || (IsEvenlySpaced(words) && HeaderTerms.MatchCell(phrase.Text) is not Field.None))
        {
            return whole;
        }

        var parts = new List<(double, double, string, int)>();
        for (var i = 0; i < words.Count;)
        {
            var length = Math.Min(5, words.Count - i);
            for (; length > 0; length--)
            {
                var text = string.Join(' ', words.Skip(i).Take(length).Select(w => w.Text));
                if (HeaderTerms.MatchEvery(text) is not Field.None)
                {
                    parts.Add((words[i].Left, words[i + length - 1].Right, text, line));
                    break;
                }
            }

            if (length == 0)
            {
                return whole;
            }

            i += length;
        }

        return parts.Select(p => HeaderTerms.MatchEvery(p.Item3)).Distinct().Count() == 1 ? whole : parts; // "Origin Country" is one
    }

    /// <summary>Words with a common space between them: one header, though each of its words is one too.</summary>
    private static bool IsEvenlySpaced(List<Word> words)
    {
        var gaps = words.Zip(words.Skip(1), (a, b) => b.Left - a.Right).ToList();
        return gaps.Max() < WidestSpace * words[0].Size && gaps.Max() - gaps.Min() < 0.1 * words[0].Size;
    }

    /// <summary>
    /// "Qtd. Código do" above "Fabricante" is two headers, where each part is one together with what stands above and below it, and the
    /// whole is none.
    /// </summary>
    private static List<(double Left, double Right, string Text, int Line)> DivideByTerms(Phrase phrase, int line,
        List<(Phrase Phrase, int Line)> all)
    {
        var whole = new List<(double, double, string, int)> { (phrase.Left, phrase.Right, phrase.Text, line) };
        var words = phrase.Words;
        if (words.Count is < 2 or > MostWords || MatchStacked(phrase) is not Field.None
            || !words.TrueForAll(w => w.Text is "/" or "-" || HeaderTerms.IsToken(w.Text) || CurrencyText.ReadCode(w.Text) is not null))
        {
            return whole;
        }

        return Divide(0, Field.None) is [_, _, ..] parts ? parts.ConvertAll(p => (p.Left, p.Right, p.Text, line)) : whole;

        List<Phrase>? Divide(int from, Field before)
        {
            for (var to = words.Count; to > from; to--)
            {
                var one = new Phrase(words[from..to]);
                if (MatchStacked(one) is var field and not Field.None && field != before
                    && (to == words.Count ? [] : Divide(to, field)) is { } rest)
                {
                    return [one, .. rest];
                }
            }

            return null;
        }

        Field MatchStacked(Phrase part)
        {
            var over = all.Where(p => p.Line != line && p.Phrase.Left < part.Right && p.Phrase.Right > part.Left)
                .Append((Phrase: part, Line: line)).OrderBy(p => p.Line).ToList();
            return over.TrueForAll(p => p.Phrase == part || p.Phrase.Right - p.Phrase.Left < 1.5 * (phrase.Right - phrase.Left))
                ? HeaderTerms.MatchWhole(string.Join(' ', over.Select(p => p.Phrase.Text))) : Field.None;
        }
    }

    /// <summary>
    /// A heading over several columns ("Quantity" over "Ordered", "Shipped", "B/O") goes before each of theirs, where that makes sense of
    /// them.
    /// </summary>
    private static void NameSpannedCells(List<(double Left, double Right, string Text, int Line)> pieces, List<TextLine> lines)
    {
        var all = pieces.ToList();
        foreach (var over in all)
        {
            var under = pieces.Where(p => p.Line == over.Line + 1).ToList();
            var row = all.Where(p => p.Line == over.Line).ToList();
            var from = row.Where(p => p.Right <= over.Left).Select(p => (p.Right + over.Left) / 2).DefaultIfEmpty(double.MinValue).Max();
            var to = row.Where(p => p.Left >= over.Right).Select(p => (p.Left + over.Right) / 2).DefaultIfEmpty(double.MaxValue).Min();
            var children = under.Where(p => (p.Left + p.Right) / 2 is var middle && middle > from && middle < to).OrderBy(p => p.Left)
                .ToList();
            // cells set to the middle, not under each other
            if (children.Count < 2 || lines[over.Line + 1].Baseline - lines[over.Line].Baseline < 0.8 * lines[over.Line].Size
                || over.Left < children[0].Left - 3 || over.Right > children[^1].Right + 3
                || (Math.Abs(over.Left + over.Right - children[0].Left - children[^1].Right) > 0.4 * (children[^1].Right - children[0].Left)
                    && Math.Abs(over.Left - children[0].Left) > 3))
            {
                continue;
            }

            var together = children.ConvertAll(c => HeaderTerms.MatchCell(over.Text + " " + c.Text));
            if (together.Contains(Field.None) || HeaderTerms.MatchCell(over.Text) is Field.None or Field.Description or Field.Part)
            {
                continue;
            }

            pieces.Remove(over);
            foreach (var child in children)
            {
                pieces[pieces.IndexOf(child)] = child with { Text = over.Text + " " + child.Text };
            }
        }
    }
}
