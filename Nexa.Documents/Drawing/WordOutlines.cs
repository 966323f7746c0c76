using Nexa.Documents.Pdf;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.TrueType;
using UglyToad.PdfPig.Fonts.TrueType.Parser;

namespace Nexa.Documents.Drawing;

/// <summary>The letters of words as polygons, in points of the page.</summary>
internal static class WordOutlines
{
    private const int StepsPerCurve = 4;

    private static readonly TrueTypeFont Font = ReadFont();
    private static readonly Dictionary<char, List<(double X, double Y)[]>> Letters = [];

    /// <summary>One list of polygons a letter; the word is squeezed or stretched to its width on the page.</summary>
    public static IEnumerable<List<(double X, double Y)[]>> Trace(Word word)
    {
        var natural = word.Text.Sum(MeasureWidth);
        if (natural <= 0)
        {
            yield break;
        }

        var (across, up) = ((word.Right - word.Left) / natural, word.Size / Font.GetUnitsPerEm());
        var pen = 0.0;
        foreach (var letter in word.Text)
        {
            var start = pen;
            yield return FindLetter(letter).ConvertAll(shape =>
                Array.ConvertAll(shape, point => (word.Left + ((start + point.X) * across), word.Baseline - (point.Y * up))));
            pen += MeasureWidth(letter);
        }
    }

    private static double MeasureWidth(char letter) => Font.TryGetAdvanceWidth(letter, out var width) ? width : 0;

    private static List<(double X, double Y)[]> FindLetter(char letter)
    {
        if (!Letters.TryGetValue(letter, out var shapes))
        {
            shapes = Font.TryGetPath(letter, out var path) ? [.. path.Select(Flatten)] : [];
            Letters[letter] = shapes;
        }

        return shapes;
    }

    private static (double X, double Y)[] Flatten(PdfSubpath path)
    {
        var points = new List<(double X, double Y)>();
        foreach (var command in path.Commands)
        {
            switch (command)
            {
                case PdfSubpath.Move move:
                    points.Add((move.Location.X, move.Location.Y));
                    break;
                case PdfSubpath.Line line:
                    points.Add((line.To.X, line.To.Y));
                    break;
                case PdfSubpath.QuadraticBezierCurve curve:
                    AddCurve(points, curve.StartPoint, curve.ControlPoint, curve.ControlPoint, curve.EndPoint, 2.0 / 3);
                    break;
                case PdfSubpath.CubicBezierCurve curve:
                    AddCurve(points, curve.StartPoint, curve.FirstControlPoint, curve.SecondControlPoint, curve.EndPoint, 1);
                    break;
            }
        }

        return [.. points];
    }

    /// <param name="pull">Raises a quadratic curve, whose control points are one, to a cubic: its controls stand two thirds of the
    /// way.</param>
    private static void AddCurve(
        List<(double X, double Y)> points, PdfPoint start, PdfPoint first, PdfPoint second, PdfPoint end, double pull)
    {
        var (ax, ay) = (start.X + ((first.X - start.X) * pull), start.Y + ((first.Y - start.Y) * pull));
        var (bx, by) = (end.X + ((second.X - end.X) * pull), end.Y + ((second.Y - end.Y) * pull));
        for (var step = 1; step <= StepsPerCurve; step++)
        {
            var t = (double)step / StepsPerCurve;
            var (u, uu, tt) = (1 - t, (1 - t) * (1 - t), t * t);
            points.Add((
                (u * uu * start.X) + (3 * uu * t * ax) + (3 * u * tt * bx) + (t * tt * end.X),
                (u * uu * start.Y) + (3 * uu * t * ay) + (3 * u * tt * by) + (t * tt * end.Y)));
        }
    }

    private static TrueTypeFont ReadFont()
    {
        using var stream = typeof(WordOutlines).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return TrueTypeFontParser.Parse(new TrueTypeDataBytes(file));
    }
}
