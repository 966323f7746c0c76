using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Nexa.Documents.Pdf;

/// <summary>The straight lines that a page draws: strokes, thin filled rectangles and the sides of boxes.</summary>
internal static class Rulings
{
    private const int MostPerPage = 6_000; // A table has hundreds of rulings; a page with more is a drawing.
    private const double Shortest = 6;

    public static (List<Ruling> Horizontal, List<Ruling> Vertical) FindRulings(Page page, PageFrame frame)
    {
        var horizontal = new List<Ruling>();
        var vertical = new List<Ruling>();
        foreach (var path in page.Paths)
        {
            if (path.IsClipping || (!path.IsStroked && !path.IsFilled))
            {
                continue;
            }

            foreach (var part in path)
            {
                if (path.IsFilled && !path.IsStroked)
                {
                    AddFilled(part);
                }
                else
                {
                    foreach (var command in part.Commands)
                    {
                        if (command is PdfSubpath.Line line)
                        {
                            Add(frame.PlacePoint(line.From), frame.PlacePoint(line.To));
                        }
                        else if (command is PdfSubpath.Close
                            && part.Commands is [PdfSubpath.Move start, .., PdfSubpath.Line end, PdfSubpath.Close])
                        {
                            Add(frame.PlacePoint(end.To), frame.PlacePoint(start.Location));
                        }
                    }
                }

                if (horizontal.Count + vertical.Count > MostPerPage)
                {
                    return ([], []);
                }
            }
        }

        return (MergeRulings(horizontal), MergeRulings(vertical));

        void AddFilled(PdfSubpath part)
        {
            if (part.GetBoundingRectangle() is not { } box)
            {
                return;
            }

            var (a, b) = (frame.PlacePoint(box.BottomLeft), frame.PlacePoint(box.TopRight));
            var (w, h) = (Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));
            if (w < 2.5 || h < 2.5)
            {
                Add(w < h ? ((a.X + b.X) / 2, a.Y) : (a.X, (a.Y + b.Y) / 2), w < h ? ((a.X + b.X) / 2, b.Y) : (b.X, (a.Y + b.Y) / 2));
            }
        }

        void Add((double X, double Y) a, (double X, double Y) b)
        {
            var (w, h) = (Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));
            if (h < 1 && w >= Shortest)
            {
                horizontal.Add(new((a.Y + b.Y) / 2, Math.Min(a.X, b.X), Math.Max(a.X, b.X)));
            }
            else if (w < 1 && h >= Shortest)
            {
                vertical.Add(new((a.X + b.X) / 2, Math.Min(a.Y, b.Y), Math.Max(a.Y, b.Y)));
            }
        }
    }

    /// <summary>Pieces of one line become one line.</summary>
    private static List<Ruling> MergeRulings(List<Ruling> rulings)
    {
        rulings.Sort(static (a, b) => a.At.CompareTo(b.At) is var order and not 0 ? order : a.From.CompareTo(b.From));
        var merged = new List<Ruling>(rulings.Count);
        foreach (var ruling in rulings)
        {
            var joined = false;
            for (var i = merged.Count - 1; i >= 0 && ruling.At - merged[i].At < 1.5 && !joined; i--)
            {
                if (ruling.From <= merged[i].To + 2 && ruling.To >= merged[i].From - 2)
                {
                    merged[i] = merged[i] with { From = Math.Min(merged[i].From, ruling.From), To = Math.Max(merged[i].To, ruling.To) };
                    joined = true;
                }
            }

            if (!joined)
            {
                merged.Add(ruling);
            }
        }

        return merged;
    }
}
