using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Nexa.Api.Features.Export;

/// <summary>Lays out titles and labelled paragraphs on as many A4 pages as they need, in Helvetica: Latin-1 and nothing to embed.</summary>
internal sealed class CertificatePages
{
    private const double Margin = 50;
    private const double Label = 90;
    private readonly PdfDocumentBuilder document = new();
    private readonly PdfDocumentBuilder.AddedFont regular;
    private readonly PdfDocumentBuilder.AddedFont bold;
    private PdfPageBuilder page;
    private double y;

    public CertificatePages()
    {
        document.DocumentInformation.Producer = "Nexa";
        document.DocumentInformation.Title = "Certificado de classificacao fiscal";
        regular = document.AddStandard14Font(Standard14Font.Helvetica);
        bold = document.AddStandard14Font(Standard14Font.HelveticaBold);
        page = NewPage();
    }

    public void Title(string text) => Line(text, 18, 30);

    public void Heading(string text)
    {
        y -= 8;
        Line(text, 12, 18);
    }

    /// <summary>Nothing where there is nothing to say.</summary>
    public void Field(string label, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        var shown = Latin(label);
        foreach (var line in value.Split('\n').SelectMany(Wrap))
        {
            Room(13);
            if (shown.Length > 0)
            {
                page.AddText(shown, 9, new PdfPoint(Margin, y), bold);
                shown = "";
            }

            if (line.Length > 0)
            {
                page.AddText(line, 9, new PdfPoint(Margin + Label, y), regular);
            }

            y -= 13;
        }
    }

    public byte[] Build() => document.Build();

    private void Line(string text, double size, double height)
    {
        Room(height);
        page.AddText(Latin(text), size, new PdfPoint(Margin, y), bold);
        y -= height;
    }

    private void Room(double height)
    {
        if (y - height < Margin)
        {
            page = NewPage();
        }
    }

    private PdfPageBuilder NewPage()
    {
        y = 790;
        return document.AddPage(PageSize.A4);
    }

    private IEnumerable<string> Wrap(string text)
    {
        text = Latin(text.TrimEnd());
        var room = 595 - (2 * Margin) - Label;
        while (Width(text) > room)
        {
            var cut = text.Length;
            while (cut > 1 && Width(text[..cut]) > room)
            {
                cut = text.LastIndexOf(' ', cut - 1) is var space and > 0 ? space : cut - Math.Max(1, cut / 10);
            }

            yield return text[..cut];
            text = text[cut..].TrimStart();
        }

        yield return text;
    }

    private double Width(string text) => text.Length == 0 ? 0 : page.MeasureText(text, 9, new PdfPoint(0, 0), regular).Sum(letter => letter.Width);

    /// <summary>What the font's encoding has; a few signs of electronics are spelled out.</summary>
    private static string Latin(string text)
    {
        var latin = new StringBuilder(text.Length);
        foreach (var c in text.Normalize().Replace("Ω", "ohm", StringComparison.Ordinal).Replace('μ', 'µ').Replace('–', '-').Replace('—', '-').Replace('“', '"').Replace('”', '"').Replace('’', '\'')
            .Replace("≤", "<=", StringComparison.Ordinal).Replace("≥", ">=", StringComparison.Ordinal).Replace("→", "->", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal))
        {
            latin.Append(c is (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u00FF' and not '\u00AD') ? c : char.IsWhiteSpace(c) ? ' ' : '?');
        }

        return latin.ToString();
    }
}
