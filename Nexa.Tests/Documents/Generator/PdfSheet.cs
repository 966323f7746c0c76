using System.Globalization;
using System.Text;

namespace Nexa.Tests.Documents.Generator;

/// <summary>
/// A PDF that is written from the top down, page after page, by a writer of its own: PdfPig's knows no accents in the standard fonts.
/// </summary>
internal sealed class PdfSheet
{
    private const int FirstPage = 4;
    private readonly List<StringBuilder> pages = [];
    private readonly string font;
    private readonly int rotation;
    private readonly bool ligatures;

    public PdfSheet(string font, double size, int rotation = 0, bool ligatures = false, double width = 595, double height = 842)
    {
        (this.font, Size, this.rotation, this.ligatures, Width, Height) = (font, size, rotation, ligatures, width, height);
        NewPage();
    }

    public double Size { get; }
    public double Width { get; }
    public double Height { get; }
    public int Pages => pages.Count;

    public void NewPage() => pages.Add(new StringBuilder());

    /// <summary>Text with its baseline at <paramref name="y"/> below the page's top.</summary>
    public void Text(double x, double y, string text, double? size = null) =>
        pages[^1]
        .Append(CultureInfo.InvariantCulture, $"BT /F1 {size ?? Size:0.##} Tf {x:0.##} {Height - y:0.##} Td ({Escape(text)}) Tj ET\n");

    public void TextRight(double right, double y, string text) => Text(right - Measure(text), y, text);

    public void Line(double x1, double y1, double x2, double y2) =>
        pages[^1].Append(CultureInfo.InvariantCulture, $"0.5 w {x1:0.##} {Height - y1:0.##} m {x2:0.##} {Height - y2:0.##} l S\n");

    /// <summary>Near enough, and rather too wide: nothing that is wrapped by it overlaps.</summary>
    public double Measure(string text)
    {
        var bold = font.Contains("Bold", StringComparison.Ordinal) ? 1.06 : 1;
        return Size * bold * (font.StartsWith("Courier", StringComparison.Ordinal) ? text.Length * 0.6 : text.Sum(WidthOf));
    }

    /// <summary>Wraps at spaces, and where a word has no room also inside it: codes without a mark, words with a hyphen.</summary>
    public List<string> Wrap(string text, double width, bool isCode)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var rest = word;
            if (Measure(line.Length == 0 ? rest : line + " " + rest) <= width)
            {
                line = line.Length == 0 ? rest : line + " " + rest;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            while (Measure(rest) > width && rest.Length > 3)
            {
                var fits = rest.Length - 1;
                while (fits > 2 && Measure(rest[..fits] + (isCode ? "" : "-")) > width)
                {
                    fits--;
                }

                lines.Add(rest[..fits] + (isCode ? "" : "-"));
                rest = rest[fits..];
            }

            line = rest;
        }

        lines.Add(line);
        return lines;
    }

    public byte[] Build()
    {
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select((_, i) => $"{FirstPage + (2 * i)} 0 R"))}]>>",
            $"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[1/fi/fl]>>>>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            objects.Add(
                string.Create(CultureInfo.InvariantCulture,
                    $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {Width} {Height}]/Rotate {rotation}/Resources<</Font<</F1 3 0 "
                    + $"R>>>>/Contents {FirstPage + (2 * i) + 1} 0 R>>"));
            objects.Add($"<</Length {pages[i].Length}>>stream\n{pages[i]}\nendstream");
        }

        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (body, i) in objects.Select((body, i) => (body, i)))
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    private static double WidthOf(char c) => c switch
    {
        ' ' or '.' or ',' or ':' or ';' or 'i' or 'l' or '/' or 'I' or 'j' or 't' or 'f' => 0.3,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.89,
        >= 'A' and <= 'Z' or '&' => 0.72,
        _ => 0.56,
    };

    private string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in ligatures ? text.Replace("fi", "\u0001", StringComparison.Ordinal)
            .Replace("fl", "\u0002", StringComparison.Ordinal) : text)
        {
            escaped.Append(c is '(' or ')' or '\\' ? $"\\{c}" : c is >= ' ' and < '\u007F' ? c.ToString()
                : "\\" + Convert.ToString(c, 8).PadLeft(3, '0'));
        }

        return escaped.ToString();
    }
}
