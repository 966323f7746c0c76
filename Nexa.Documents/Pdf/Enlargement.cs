using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Content;

namespace Nexa.Documents.Pdf;

/// <summary>
/// Enlarges a scan of few dots an inch, as Tesseract is trained on 300: of a scan of 100 it reads every second part number wrong.
/// </summary>
internal static class Enlargement
{
    private const double WantedDotsPerInch = 300, EnoughDotsPerInch = 200, PointsPerInch = 72;
    private const int MostTimes = 3;

    /// <summary>A page of A4 at 300 dots an inch has nine million samples; more costs memory and time for nothing.</summary>
    private const long MostSamples = 20_000_000;

    /// <summary>
    /// A grey picture in the PGM format; null where the scan is fine enough, or not of bytes of grey or of red, green and blue.
    /// </summary>
    public static byte[]? EnlargeImage(IPdfImage image)
    {
        var (width, height) = (image.WidthInSamples, image.HeightInSamples);
        var dots = width / (Math.Max(1, image.BoundingBox.Width) / PointsPerInch);
        if (dots >= EnoughDotsPerInch || image.BitsPerComponent != 8 || !image.TryGetBytesAsMemory(out var memory))
        {
            return null;
        }

        var samples = memory.Span;
        var colors = samples.Length / Math.Max(1, width * height);
        var times = Math.Clamp((int)Math.Ceiling(WantedDotsPerInch / dots), 2, MostTimes);
        return colors is 1 or 3 && samples.Length == width * height * colors && (long)width * height * times * times <= MostSamples
            ? WritePgm(ToGrey(samples, colors), width, height, times) : null;
    }

    private static byte[] ToGrey(ReadOnlySpan<byte> samples, int colors)
    {
        var grey = new byte[samples.Length / colors];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = colors == 1 ? samples[i] : (byte)(((samples[i * 3] * 3) + (samples[(i * 3) + 1] * 6) + samples[(i * 3) + 2]) / 10);
        }

        return grey;
    }

    /// <summary>Bilinear: each new sample is the mean of its four neighbours by their distance.</summary>
    private static byte[] WritePgm(byte[] grey, int width, int height, int times)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5 {width * times} {height * times} 255\n"));
        var picture = new byte[head.Length + (width * times * height * times)];
        head.CopyTo(picture, 0);
        var at = head.Length;
        for (var y = 0; y < height * times; y++)
        {
            var (top, down) = SplitPosition(y, times, height);
            for (var x = 0; x < width * times; x++)
            {
                var (left, right) = SplitPosition(x, times, width);
                var (l, r) = (Math.Min(left + 1, width - 1), (top * width) + left);
                var (upper, lower) = (MixSamples(grey[r], grey[(top * width) + l], right),
                    MixSamples(grey[(Math.Min(top + 1, height - 1) * width) + left], grey[(Math.Min(top + 1, height - 1) * width) + l],
                        right));
                picture[at++] = (byte)MixSamples(upper, lower, down);
            }
        }

        return picture;
    }

    private static (int Index, double Share) SplitPosition(int position, int times, int length)
    {
        var exact = Math.Clamp(((position + 0.5) / times) - 0.5, 0, length - 1);
        return ((int)exact, exact - (int)exact);
    }

    private static double MixSamples(double a, double b, double share) => a + ((b - a) * share);
}
