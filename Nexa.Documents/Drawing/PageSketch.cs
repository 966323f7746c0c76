using Nexa.Documents.Pdf;

namespace Nexa.Documents.Drawing;

/// <summary>A page as its words and rulings say: no pictures, and every word in one font, as wide as on the page.</summary>
internal static class PageSketch
{
    /// <summary>Pixels of the longer side: A4 at 144 dpi.</summary>
    public const int LongerSide = 1684;

    private const double RulingWidth = 0.6;

    public static byte[] Draw(PageText page)
    {
        var canvas = Paint(page, LongerSide);
        return PngFile.Write(canvas.Width, canvas.Height, canvas.ToGrey());
    }

    /// <param name="page">Its words and rulings.</param>
    /// <param name="longerSide">Pixels.</param>
    internal static Canvas Paint(PageText page, int longerSide)
    {
        var scale = longerSide / Math.Max(page.Width, page.Height);
        var canvas = new Canvas(
            Math.Max(1, (int)Math.Round(page.Width * scale)), Math.Max(1, (int)Math.Round(page.Height * scale)));
        foreach (var ruling in page.Horizontal)
        {
            canvas.FillBox(ruling.From * scale, (ruling.At - (RulingWidth / 2)) * scale, ruling.To * scale,
                (ruling.At + (RulingWidth / 2)) * scale);
        }

        foreach (var ruling in page.Vertical)
        {
            canvas.FillBox((ruling.At - (RulingWidth / 2)) * scale, ruling.From * scale, (ruling.At + (RulingWidth / 2)) * scale,
                ruling.To * scale);
        }

        foreach (var word in page.Lines.SelectMany(line => line.Words))
        {
            foreach (var outline in WordOutlines.Trace(word))
            {
                canvas.Fill(outline.ConvertAll(shape => Array.ConvertAll(shape, point => (point.X * scale, point.Y * scale))));
            }
        }

        return canvas;
    }
}
