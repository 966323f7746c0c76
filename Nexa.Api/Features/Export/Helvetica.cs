using System.Text;

namespace Nexa.Api.Features.Export;

/// <summary>
/// Helvetica and its bold, which every PDF reader has, in the encoding WinAnsi, which has all of Portuguese: their widths
/// in thousandths of the size (Adobe's metrics), from the space on.
/// </summary>
internal static class Helvetica
{
    private static readonly short[] Plain =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 0,
        556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0, 0, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667,
        278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
        667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
        556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
    ];

    private static readonly short[] Bold =
    [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
        975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
        333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 0,
        556, 0, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0, 0, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 0, 500, 667,
        278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
        722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
        556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
    ];

    /// <summary>What WinAnsi has between 0x80 and 0x9F.</summary>
    private const string High = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    /// <summary>The text as WinAnsi, one char a byte; a few signs of electronics are spelled out, what is left unknown is a question mark.</summary>
    public static string Encode(string text)
    {
        var bytes = new StringBuilder(text.Length);
        foreach (var c in text.Normalize().Replace("Ω", "ohm", StringComparison.Ordinal).Replace("≤", "<=", StringComparison.Ordinal).Replace("≥", ">=", StringComparison.Ordinal).Replace("→", "->", StringComparison.Ordinal))
        {
            bytes.Append(c switch
            {
                'μ' => 'µ',
                (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u00FF' and not '\u00AD') => c,
                _ when c != '\0' && High.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at => (char)(0x80 + at),
                _ => char.IsWhiteSpace(c) ? ' ' : '?',
            });
        }

        return bytes.ToString();
    }

    public static double Width(ReadOnlySpan<char> encoded, double size, bool bold)
    {
        var sum = 0;
        foreach (var c in encoded)
        {
            sum += (bold ? Bold : Plain)[c - ' '];
        }

        return sum * size / 1000;
    }

    /// <summary>Lines no wider than that; a word that is wider is cut.</summary>
    public static IEnumerable<string> Wrap(string encoded, double width, double size, bool bold = false)
    {
        while (Width(encoded, size, bold) > width)
        {
            var fits = 1;
            while (Width(encoded.AsSpan(0, fits + 1), size, bold) <= width)
            {
                fits++;
            }

            var cut = encoded.LastIndexOf(' ', fits) is > 0 and var space ? space : fits;
            yield return encoded[..cut];
            encoded = encoded[cut..].TrimStart();
        }

        yield return encoded;
    }
}
