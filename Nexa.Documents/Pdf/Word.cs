using System.Runtime.InteropServices;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Pdf;

/// <summary>A run of letters without a space. Coordinates in points, y downwards, in the direction in which the page is read.</summary>
internal sealed class Word(string text, double left, double right, double baseline, double size)
{
    public string Text { get; set; } = text;
    public double Left { get; set; } = left;
    public double Right { get; set; } = right;
    public double Baseline => baseline;
    public double Size => size;
    public double Top => baseline - (0.75 * size);
    public double Bottom => baseline + (0.22 * size);
    public double Middle => (Left + Right) / 2;

    /// <summary>
    /// Where the file begins to write anew inside the word, by the letter's index and its left edge: a cell that is too full runs into the
    /// next one. Null where it does so nowhere or everywhere.
    /// </summary>
    public List<(int Index, double Left)>? Seams { get; set; }

    /// <summary>The two cells that the word is made of, where one of its seams stands at the edge of a column.</summary>
    public (Word, Word)? DivideAt(List<double> edges)
    {
        foreach (var (index, at) in Seams ?? [])
        {
            // Numbers are excluded: they may be right-aligned under the header.
            if (index > 2 && index < Text.Length - 1 && Text[..index].Any(char.IsLetter) && edges.Exists(e => Math.Abs(e - at) < 1))
            {
                return (new Word(Text[..index], Left, at, baseline, size), new Word(Text[index..], at, Right, baseline, size));
            }
        }

        return null;
    }

    public override string ToString() => Text;
}

/// <summary>Words on one baseline, from left to right.</summary>
internal sealed class TextLine(List<Word> words)
{
    public List<Word> Words => words;
    public double Baseline { get; } = words[0].Baseline;
    public double Size { get; } = words.Max(w => w.Size);
    public double Left => words[0].Left;
    public double Right => words[^1].Right;
    public double Top => Baseline - (0.75 * Size);
    public double Bottom => Baseline + (0.22 * Size);

    /// <summary>Words that stand close together; computed once.</summary>
    public List<Phrase> Phrases => field ??= Tables.Phrases.SplitLine(this, []);

    /// <summary>Set in a typewriter's font, whose spaces are as wide as gaps between phrases are elsewhere.</summary>
    public bool IsTyped { get; } =
        words.TrueForAll(w => Math.Abs(w.Right - w.Left - (0.6 * w.Size * w.Text.Length)) < 0.02 * w.Size * w.Text.Length);

    /// <summary>Whether the line closes a table; null until it is first asked.</summary>
    public bool? Closes { get; set; }
    public string Text => field ??= string.Join(' ', words.Select(w => w.Text));
    public override string ToString() => Text;
}

/// <summary>A straight ruling: horizontal ones have their y at <see cref="At"/>, vertical ones their x.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Ruling(double At, double From, double To);

/// <summary>A page as a reader sees it.</summary>
internal sealed record PageText(int Number, double Width, double Height, List<TextLine> Lines, List<Ruling> Horizontal,
    List<Ruling> Vertical)
{
    /// <summary>Its text was recognized in a picture: letters may be wrong.</summary>
    public bool IsScanned { get; init; }
}
