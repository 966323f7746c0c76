using System.Globalization;
using System.Text;

namespace Nexa.Api.Features.Export;

/// <summary>
/// Lays out titles and labelled paragraphs on as many A4 pages as they need. Written as PDF by hand: the reader's own fonts
/// in WinAnsi have all of Portuguese, the library's builder knows no accents in them and would need a font file to embed.
/// </summary>
internal sealed class CertificatePages
{
    private const int Margin = 50;
    private const int Label = 90;
    private const double Size = 8.5;

    /// <summary>Every sign of Courier is 0.6 of its size wide.</summary>
    private const int LineLength = (int)((595 - (2 * Margin) - Label) / (Size * 0.6));
    private readonly List<StringBuilder> pages = [];
    private double y;

    public CertificatePages() => NewPage();

    public void Title(string text) => Heading(text, 18, 30);

    public void Heading(string text)
    {
        y -= 8;
        Heading(text, 12, 18);
    }

    /// <summary>Nothing where there is nothing to say.</summary>
    public void Field(string label, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        foreach (var line in value.Split('\n').SelectMany(line => Wrap(Latin(line.TrimEnd()))))
        {
            Room(12);
            Show("F1", 9, Margin, Latin(label));
            Show("F2", Size, Margin + Label, line);
            label = "";
            y -= 12;
        }
    }

    public byte[] Build()
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{6 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            $"<< /Title ({Latin("Certificado de classificação fiscal")}) /Producer (Nexa) >>",
        };
        foreach (var (i, page) in pages.Index())
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {7 + (2 * i)} 0 R >>");
            objects.Add($"<< /Length {page.Length} >>\nstream\n{page}\nendstream");
        }

        // One char is one byte from here on: everything is Latin-1.
        var pdf = new StringBuilder("%PDF-1.4\n%âãÏÓ\n");
        var offsets = new List<int>();
        foreach (var (i, content) in objects.Index())
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{content}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    private void Heading(string text, double size, double height)
    {
        Room(height);
        Show("F1", size, Margin, Latin(text));
        y -= height;
    }

    private void Show(string font, double size, double x, string text)
    {
        if (text.Length > 0)
        {
            var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal);
            pages[^1].Append(CultureInfo.InvariantCulture, $"BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET\n");
        }
    }

    private void Room(double height)
    {
        if (y - height < Margin)
        {
            NewPage();
        }
    }

    private void NewPage()
    {
        pages.Add(new StringBuilder());
        y = 790;
    }

    private static IEnumerable<string> Wrap(string text)
    {
        while (text.Length > LineLength)
        {
            var cut = text.LastIndexOf(' ', LineLength) is var space and > 0 ? space : LineLength;
            yield return text[..cut];
            text = text[cut..].TrimStart();
        }

        yield return text;
    }

    /// <summary>What the fonts' encoding has; a few signs of electronics are spelled out.</summary>
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
