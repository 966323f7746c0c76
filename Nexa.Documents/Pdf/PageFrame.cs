using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Nexa.Documents.Pdf;

/// <summary>
/// Turns a page so that most of its text runs from left to right, whatever the page's own rotation; the rest (stamps, margins) is left out.
/// </summary>
internal sealed class PageFrame
{
    private readonly int turns;
    private readonly double width;
    private readonly double height;

    private PageFrame(int turns, double width, double height) => (this.turns, this.width, this.height) = (turns, width, height);

    public double Width => turns % 2 == 0 ? width : height;
    public double Height => turns % 2 == 0 ? height : width;

    public static PageFrame FromPage(Page page, IReadOnlyList<Letter> letters)
    {
        Span<int> votes = stackalloc int[4];
        foreach (var letter in letters)
        {
            var turn = FindTurn(letter);
            if (turn >= 0)
            {
                votes[turn]++;
            }
        }

        var best = 0;
        for (var i = 1; i < 4; i++)
        {
            best = votes[i] > votes[best] ? i : best;
        }

        return new(best, page.Width, page.Height);
    }

    public bool ReadsAlong(Letter letter) => FindTurn(letter) is var turn && (turn == turns || (turn == -1 && turns == 0));

    /// <summary>Where a point of the page is for its reader, y downwards.</summary>
    public (double X, double Y) PlacePoint(PdfPoint point) => turns switch
    {
        0 => (point.X, height - point.Y),
        1 => (point.Y, point.X), // text runs upwards
        2 => (width - point.X, point.Y),
        _ => (height - point.Y, width - point.X), // text runs downwards
    };

    /// <summary>Quarter turns; -1 for a letter without width, -2 for slanting text such as a watermark.</summary>
    private static int FindTurn(Letter letter)
    {
        var (dx, dy) = (letter.EndBaseLine.X - letter.StartBaseLine.X, letter.EndBaseLine.Y - letter.StartBaseLine.Y);
        var (ax, ay) = (Math.Abs(dx), Math.Abs(dy));
        if (ax + ay < 1e-9)
        {
            return -1;
        }

        return ax >= ay * 5 ? (dx > 0 ? 0 : 2) : ay >= ax * 5 ? (dy > 0 ? 1 : 3) : -2;
    }
}
