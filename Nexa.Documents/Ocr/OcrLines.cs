using Nexa.Documents.Pdf;

namespace Nexa.Documents.Ocr;

/// <summary>
/// Lines of recognized words: boxes differ by what letters they hold, so words are set to one size and one baseline a line.
/// </summary>
internal static class OcrLines
{
    /// <summary>Words whose boxes overlap by this share of their height are on one line.</summary>
    private const double SharedHeight = 0.5;

    public static List<TextLine> GroupWords(List<Word> words)
    {
        var usual = words.Select(w => w.Size).Order().ElementAt(words.Count / 2);
        var lines = new List<List<Word>>();
        foreach (var word in words.OrderBy(w => w.Baseline - (w.Size / 2)))
        {
            var line = lines.FindLast(l => SharesLine(l[0], word) || SharesLine(l[^1], word));
            if (line is null)
            {
                lines.Add([word]);
            }
            else
            {
                line.Add(word);
            }
        }

        return [.. lines.Select(line =>
        {
            var baseline = line.Select(w => w.Baseline).Order().ElementAt(line.Count / 2);
            var size = Math.Clamp(line.Select(w => w.Size).Order().ElementAt(line.Count / 2), usual * 0.7, usual * 4);
            return new TextLine([.. line.OrderBy(w => w.Left).Select(w => new Word(w.Text, w.Left, w.Right, baseline, size))]);
        }).OrderBy(l => l.Baseline)];
    }

    private static bool SharesLine(Word a, Word b) =>
        Math.Min(a.Baseline, b.Baseline) - Math.Max(a.Baseline - (0.75 * a.Size),
        b.Baseline - (0.75 * b.Size)) > SharedHeight * 0.75 * Math.Min(a.Size, b.Size);
}
