using System.Text;
using UglyToad.PdfPig.Content;

namespace Nexa.Documents.Pdf;

/// <summary>
/// Groups a page's letters into words and lines: several times faster than the nearest-neighbour extractors, and enough for text that
/// machines have set.
/// </summary>
internal static class WordBuilder
{
    /// <summary>A gap wider than this share of the font size divides words.</summary>
    private const double WordGap = 0.17;

    /// <summary>Of a word that is written in more pieces none of them is a cell.</summary>
    private const int MostSeams = 3;

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl"];

    public static List<TextLine> BuildLines(IReadOnlyList<Letter> letters, PageFrame frame) => GroupLines(BuildWords(letters, frame));

    private static List<Word> BuildWords(IReadOnlyList<Letter> letters, PageFrame frame)
    {
        var words = new List<Word>(letters.Count / 5);
        var text = new StringBuilder(64);
        double left = 0, right = 0, baseline = 0, size = 0, lastStart = 0;
        var (last, sequence) = ("", -1);
        var seams = new List<(int Index, double Left)>();
        foreach (var letter in letters)
        {
            var value = letter.Value;
            if (string.IsNullOrEmpty(value) || !frame.ReadsAlong(letter))
            {
                continue;
            }

            var (x, y) = frame.PlacePoint(letter.StartBaseLine);
            var (end, _) = frame.PlacePoint(letter.EndBaseLine);
            if (double.IsNaN(x + y + end) || Math.Abs(x) > 1e6 || Math.Abs(y) > 1e6)
            {
                continue;
            }

            var height = letter.PointSize is > 0.5 and < 400 ? letter.PointSize : Math.Max(1, end - x);
            if (char.IsWhiteSpace(value[0]) || value[0] is '\0' or '\u200B' or '\uFEFF')
            {
                Flush();
                continue;
            }

            if (text.Length > 0)
            {
                var reach = Math.Max(height, size);
                if (Math.Abs(y - baseline) < 0.2 * reach && Math.Abs(x - lastStart) < 0.12 * reach
                    && string.Equals(value, last, StringComparison.Ordinal))
                {
                    continue; // Bold text may be printed twice.
                }

                var gap = x - right;
                if (Math.Abs(y - baseline) > 0.3 * reach || gap > WordGap * reach || gap < -0.6 * reach || text.Length > 200)
                {
                    Flush();
                }
            }

            if (letter.TextSequence != sequence && text.Length > 0)
            {
                seams.Add((text.Length, x));
            }

            if (text.Length == 0)
            {
                (left, baseline, size) = (x, y, height);
            }

            text.Append(value);
            (right, lastStart, last, sequence) = (Math.Max(end, x), x, value, letter.TextSequence);
            size = Math.Max(size, height);
        }

        Flush();
        return words;

        void Flush()
        {
            if (text.Length > 0)
            {
                var word = new Word(CleanText(text.ToString()), left, right, baseline, size);
                word.Seams = seams.Count is > 0 and <= MostSeams && word.Text.Length == text.Length ? [.. seams] : null;
                words.Add(word);
                text.Clear();
                seams.Clear();
            }
        }
    }

    /// <summary>
    /// Lines from top to bottom; pieces that producers have set one by one are put together, what is printed twice is kept once.
    /// </summary>
    public static List<TextLine> GroupLines(List<Word> words)
    {
        words.RemoveAll(w => w.Text.Length == 0);
        words.Sort(static (a, b) => a.Baseline.CompareTo(b.Baseline));
        var lines = new List<TextLine>();
        for (var i = 0; i < words.Count;)
        {
            var line = new List<Word> { words[i] };
            var (y, size) = (words[i].Baseline, words[i].Size);
            for (i++; i < words.Count && words[i].Baseline - y < 0.35 * Math.Min(size, words[i].Size) + 0.5; i++)
            {
                line.Add(words[i]);
            }

            line.Sort(static (a, b) => a.Left.CompareTo(b.Left));
            lines.Add(new TextLine(LetterSpacing.CloseGaps(JoinWords(line))));
        }

        return lines;
    }

    private static List<Word> JoinWords(List<Word> line)
    {
        var joined = new List<Word>(line.Count);
        foreach (var word in line)
        {
            if (joined.Count > 0)
            {
                var last = joined[^1];
                var gap = word.Left - last.Right;
                var size = Math.Min(last.Size, word.Size);
                if (string.Equals(last.Text, word.Text, StringComparison.Ordinal) && Math.Abs(word.Left - last.Left) < 0.3 * size)
                {
                    continue;
                }

                if (gap < 0.07 * size && gap > -0.15 * size && Math.Abs(word.Baseline - last.Baseline) < 0.2 * size)
                {
                    last.Seams = last.Seams is { Count: >= MostSeams } ? last.Seams : [.. last.Seams ?? [], (last.Text.Length, word.Left)];
                    last.Text += word.Text;
                    last.Right = Math.Max(last.Right, word.Right);
                    continue;
                }
            }

            joined.Add(word);
        }

        return joined;
    }

    internal static string CleanText(string text)
    {
        var plain = true;
        foreach (var c in text)
        {
            plain &= c is > ' ' and < '\u007F';
        }

        if (plain)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            switch (c)
            {
                case '\u2010' or '\u2011' or '\u2012' or '\u2212' or '\u00AD': clean.Append('-'); break;
                // TeX fonts without glyph names number their ligatures in this order.
                case >= '\u000B' and <= '\u000F': clean.Append(Ligatures[c - '\u000B']); break;
                case >= '\u001B' and <= '\u001F': clean.Append(Ligatures[c - '\u001B']); break;
                case >= '\uFB00' and <= '\uFB06': clean.Append(c.ToString().Normalize(NormalizationForm.FormKD)); break;
                case < ' ' or (>= '\uE000' and <= '\uF8FF') or '\u200B' or '\u200C' or '\u200D' or '\uFEFF': break;
                default: clean.Append(char.IsSurrogate(c) ? '?' : c); break;
            }
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }
}
