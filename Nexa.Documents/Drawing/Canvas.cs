namespace Nexa.Documents.Drawing;

/// <summary>White paper with black ink, with smooth edges: each row of pixels is sampled several times.</summary>
internal sealed class Canvas(int width, int height)
{
    private const int SamplesPerRow = 4;
    private const double Ink = 0.85; // Text in full black looks bolder than print.

    private readonly float[] ink = new float[width * height];

    public int Width => width;

    public int Height => height;

    public void FillBox(double left, double top, double right, double bottom) =>
        Fill([[(left, top), (right, top), (right, bottom), (left, bottom)]]);

    /// <summary>Fills closed polygons in pixels; where they wind around a point, it is inside (holes wind back).</summary>
    public void Fill(List<(double X, double Y)[]> shapes)
    {
        var corners = shapes.SelectMany(shape => shape).ToList();
        if (corners.Count == 0)
        {
            return;
        }

        var first = Math.Clamp((int)Math.Floor(corners.Min(c => c.Y) * SamplesPerRow), 0, height * SamplesPerRow);
        var last = Math.Clamp((int)Math.Ceiling(corners.Max(c => c.Y) * SamplesPerRow), 0, height * SamplesPerRow);
        var crossings = new List<(double X, int Turn)>();
        for (var sample = first; sample < last; sample++)
        {
            var y = (sample + 0.5) / SamplesPerRow;
            crossings.Clear();
            foreach (var shape in shapes)
            {
                AddCrossings(crossings, shape, y);
            }

            crossings.Sort((a, b) => a.X.CompareTo(b.X));
            var winding = 0;
            for (var i = 0; i + 1 < crossings.Count; i++)
            {
                winding += crossings[i].Turn;
                if (winding != 0)
                {
                    AddSpan(sample / SamplesPerRow, crossings[i].X, crossings[i + 1].X);
                }
            }
        }
    }

    /// <summary>One byte a pixel, 255 is white.</summary>
    public byte[] ToGrey() => Array.ConvertAll(ink, amount => (byte)(255 - (255 * Ink * Math.Min(1f, amount))));

    private static void AddCrossings(List<(double X, int Turn)> crossings, (double X, double Y)[] shape, double y)
    {
        for (var i = 0; i < shape.Length; i++)
        {
            var (a, b) = (shape[i], shape[(i + 1) % shape.Length]);
            if (a.Y <= y != b.Y <= y)
            {
                crossings.Add((a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)), a.Y < b.Y ? 1 : -1));
            }
        }
    }

    private void AddSpan(int row, double from, double to)
    {
        (from, to) = (Math.Clamp(from, 0, width), Math.Clamp(to, 0, width));
        for (var x = (int)from; x < to; x++)
        {
            ink[(row * width) + x] += (float)(Math.Min(to, x + 1) - Math.Max(from, x)) / SamplesPerRow;
        }
    }
}
