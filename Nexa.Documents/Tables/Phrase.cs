using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>Words of a line that stand close together.</summary>
internal sealed record Phrase(List<Word> Words)
{
    public double Left => Words[0].Left;
    public double Right => Words[^1].Right;
    public string Text => string.Join(' ', Words.Select(w => w.Text));
}

internal static class Phrases
{
    /// <summary>A gap wider than this part of the font size, or a ruling, divides phrases.</summary>
    public const double Gap = 0.75;

    public static List<Phrase> SplitLine(TextLine line, List<Ruling> vertical)
    {
        var phrases = new List<Phrase>();
        var current = new List<Word>();
        foreach (var word in line.Words)
        {
            if (current.Count > 0)
            {
                var last = current[^1];
                if (word.Left - last.Right > Gap * Math.Max(last.Size, word.Size) || IsDivided(last, word, vertical))
                {
                    phrases.Add(new(current));
                    current = [];
                }
            }

            current.Add(word);
        }

        phrases.Add(new(current));
        return phrases;
    }

    private static bool IsDivided(Word left, Word right, List<Ruling> vertical)
    {
        var middle = (left.Top + left.Bottom) / 2;
        foreach (var ruling in vertical)
        {
            if (ruling.At >= left.Right - 1 && ruling.At <= right.Left + 1 && ruling.From <= middle && ruling.To >= middle)
            {
                return true;
            }
        }

        return false;
    }
}
