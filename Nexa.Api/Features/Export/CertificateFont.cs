using System.Text;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.TrueType;
using UglyToad.PdfPig.Fonts.TrueType.Parser;
using UglyToad.PdfPig.Writer;

namespace Nexa.Api.Features.Export;

/// <summary>One weight of DejaVu Sans: what it can print, how wide that is, and its embedding in a document.</summary>
internal sealed class CertificateFont
{
    /// <summary>PdfPig's builder takes 255 different characters a font; the same file is added again when one is full.</summary>
    private const int MostCharacters = 250;

    public static readonly CertificateFont Regular = new("DejaVuSans.ttf");
    public static readonly CertificateFont Bold = new("DejaVuSans-Bold.ttf");
    private readonly byte[] file;
    private readonly TrueTypeFont font;

    private CertificateFont(string resource)
    {
        using var stream = typeof(CertificateFont).Assembly.GetManifestResourceStream(resource)!;
        file = new byte[stream.Length];
        stream.ReadExactly(file);
        font = TrueTypeFontParser.Parse(new TrueTypeDataBytes(file));
    }

    /// <summary>
    /// The text as the font can print it. Characters that it lacks (Chinese, Japanese, emoji …) become their code points, as in
    /// <c>[U+6751]</c>: a reader sees that something stands there, and what.
    /// </summary>
    public string Transcribe(string text, out bool isChanged)
    {
        var shown = new StringBuilder(text.Length);
        isChanged = false;
        foreach (var rune in text.Normalize().EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                shown.Append(' ');
            }
            else if (rune.IsBmp && !Rune.IsControl(rune) && FindGlyph((char)rune.Value) > 0)
            {
                shown.Append((char)rune.Value);
            }
            else
            {
                shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
                isChanged = true;
            }
        }

        return shown.ToString();
    }

    public double MeasureWidth(ReadOnlySpan<char> text, double size)
    {
        var sum = 0.0;
        foreach (var c in text)
        {
            sum += font.TryGetAdvanceWidth(c, out var width) ? width : 0;
        }

        return sum * size / font.GetUnitsPerEm();
    }

    /// <summary>Cuts a text into lines no wider than that, between words where it can.</summary>
    public IEnumerable<string> Wrap(string text, double width, double size)
    {
        while (MeasureWidth(text, size) > width)
        {
            var fits = 1;
            while (MeasureWidth(text.AsSpan(0, fits + 1), size) <= width)
            {
                fits++;
            }

            var cut = text.LastIndexOf(' ', fits) is > 0 and var space ? space : fits;
            yield return text[..cut];
            text = text[cut..].TrimStart();
        }

        yield return text;
    }

    public Embedding Embed(PdfDocumentBuilder document) => new(this, document);

    private int FindGlyph(char c) => font.WindowsUnicodeCMap!.CharacterCodeToGlyphIndex(c);

    /// <summary>The font in one document.</summary>
    internal sealed class Embedding(CertificateFont font, PdfDocumentBuilder document)
    {
        private readonly Dictionary<char, PdfDocumentBuilder.AddedFont> fonts = [];
        private PdfDocumentBuilder.AddedFont? last;

        public CertificateFont Font => font;

        public void Write(PdfPageBuilder page, string text, double x, double y, double size)
        {
            var start = 0;
            for (var i = 1; i <= text.Length; i++)
            {
                var added = FindOrAdd(text[start]);
                if (i == text.Length || FindOrAdd(text[i]) != added)
                {
                    page.AddText(text[start..i], size, new PdfPoint(x, y), added);
                    x += font.MeasureWidth(text.AsSpan(start, i - start), size);
                    start = i;
                }
            }
        }

        private PdfDocumentBuilder.AddedFont FindOrAdd(char c)
        {
            if (!fonts.TryGetValue(c, out var added))
            {
                if (fonts.Count % MostCharacters == 0)
                {
                    last = document.AddTrueTypeFont(font.file);
                }

                fonts[c] = added = last!;
            }

            return added;
        }
    }
}
