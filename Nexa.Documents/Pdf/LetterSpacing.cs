namespace Nexa.Documents.Pdf;

/// <summary>
/// Text that is set with space between its letters: letters as far apart from each other as their neighbours are one word.
/// </summary>
internal static class LetterSpacing
{
    /// <summary>Fewer consecutive single letters are initials or a list.</summary>
    private const int FewestLetters = 4;

    /// <summary>A wider gap, in font sizes, stands between words, also of text that is set wide.</summary>
    private const double WidestGap = 0.6;

    /// <summary>How much the gaps of one word may differ, in font sizes: kerning and rounding.</summary>
    private const double Tolerance = 0.08;

    public static List<Word> CloseGaps(List<Word> words)
    {
        if (words.Count < FewestLetters || !words.Exists(w => w.Text.Length == 1))
        {
            return words;
        }

        var closed = new List<Word>(words.Count);
        for (var i = 0; i < words.Count;)
        {
            var last = FindEnd(words, i);
            if (last - i + 1 < FewestLetters)
            {
                closed.Add(words[i++]);
                continue;
            }

            closed.Add(new Word(string.Concat(words[i..(last + 1)].Select(w => w.Text)), words[i].Left, words[last].Right,
                words[i].Baseline, words[i].Size));
            i = last + 1;
        }

        return closed;
    }

    private static int FindEnd(List<Word> words, int first)
    {
        var (last, gap) = (first, 0.0);
        while (last + 1 < words.Count && words[last].Text.Length == 1 && words[last + 1].Text.Length == 1)
        {
            var next = words[last + 1].Left - words[last].Right;
            if (next > WidestGap * words[last].Size || (last > first && Math.Abs(next - gap) > Tolerance * words[last].Size))
            {
                break;
            }

            gap = last == first ? next : gap;
            last++;
        }

        return last;
    }
}
