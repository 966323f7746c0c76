using System.Globalization;
using System.Text;

namespace Nexa.Api.Features.Export;

/// <summary>
/// Lays the certificate out on as many A4 pages as it needs. Written as PDF by hand, in Helvetica: the builder of PdfPig has no
/// accents in the readers' own fonts, and other libraries at hand are not free to use.
/// </summary>
internal sealed class CertificatePages(string footer)
{
    private const double Left = 50;
    private const double Right = 545;
    private const double Bottom = 64;
    private const double Label = 112;
    private const double Size = 9;
    private const string Ink = "0.12 0.16 0.22";
    private const string Muted = "0.42 0.46 0.52";
    private const string Accent = "0.05 0.28 0.45";
    private const string Tint = "0.93 0.96 0.98";
    private readonly List<StringBuilder> pages = [];
    private double y;

    public void Title(string over, string title, string under)
    {
        NewPage();
        Text(over, Left, 787, 10, bold: true, Accent);
        Text(title, Left, 758, 21, bold: true, Ink);
        y = 738;
        foreach (var line in Helvetica.Wrap(Helvetica.Encode(under), Right - Left, 10))
        {
            Show(line, Left, y, 10, bold: false, Muted);
            y -= 13;
        }

        y -= 4;
    }

    /// <summary>What matters most, in a box: one large value and a few small ones beside it.</summary>
    public void Highlight(string label, string value, params ReadOnlySpan<(string Label, string Value)> beside)
    {
        const double Height = 70;
        Box(Left, y - Height, Right - Left, Height, Tint);
        Box(Left, y - Height, 4, Height, Accent);
        Text(label, Left + 18, y - 20, 8, bold: true, Muted);
        Text(value, Left + 18, y - 48, 26, bold: true, Accent);
        var x = Left + 210;
        for (var i = 0; i < beside.Length; i++)
        {
            var (column, row) = (x + (i % 2 * 145), y - 20 - (i / 2 * 30));
            Text(beside[i].Label, column, row, 8, bold: true, Muted);
            Show(Helvetica.Wrap(Helvetica.Encode(beside[i].Value), 135, 10, bold: true).First(), column, row - 13, 10, bold: true, Ink);
        }

        y -= Height + 6;
    }

    public void Heading(string text)
    {
        Room(48); // not alone at the foot of a page
        y -= 20;
        Text(text, Left, y, 12, bold: true, Accent);
        y -= 6;
        Rule(y, "0.8 0.84 0.88");
        y -= 14;
    }

    /// <summary>Nothing where there is nothing to say.</summary>
    public void Field(string label, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        foreach (var line in value.Split('\n').SelectMany(line => Helvetica.Wrap(Helvetica.Encode(line.TrimEnd()), Right - Left - Label, Size)))
        {
            Room(13);
            Text(label, Left, y, 8.5, bold: true, Muted);
            Show(line, Left + Label, y, Size, bold: false, Ink);
            label = "";
            y -= 13;
        }

        y -= 2;
    }

    public byte[] Build()
    {
        foreach (var (i, page) in pages.Index())
        {
            Rule(page, 50, "0.8 0.84 0.88");
            Show(page, Helvetica.Encode(footer), Left, 38, 7.5, bold: false, Muted);
            var number = $"{i + 1} / {pages.Count}";
            Show(page, number, Right - Helvetica.Width(number, 7.5, bold: false), 38, 7.5, bold: false, Muted);
        }

        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) /ViewerPreferences << /DisplayDocTitle true >> >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{6 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            $"<< /Title ({Helvetica.Encode("Certificado de classificação fiscal")}) /Producer (Nexa) >>",
        };
        foreach (var (i, page) in pages.Index())
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {7 + (2 * i)} 0 R >>");
            objects.Add($"<< /Length {page.Length} >>\nstream\n{page}\nendstream");
        }

        // One char is one byte from here on.
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

    private void Text(string text, double x, double at, double size, bool bold, string color) => Show(Helvetica.Encode(text), x, at, size, bold, color);

    private void Show(string encoded, double x, double at, double size, bool bold, string color) => Show(pages[^1], encoded, x, at, size, bold, color);

    private static void Show(StringBuilder page, string encoded, double x, double at, double size, bool bold, string color)
    {
        if (encoded.Length > 0)
        {
            var escaped = encoded.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal);
            page.Append(CultureInfo.InvariantCulture, $"{color} rg BT /{(bold ? "F2" : "F1")} {size} Tf {x:0.##} {at:0.##} Td ({escaped}) Tj ET\n");
        }
    }

    private void Box(double x, double at, double width, double height, string color) =>
        pages[^1].Append(CultureInfo.InvariantCulture, $"{color} rg {x} {at:0.##} {width} {height} re f\n");

    private void Rule(double at, string color) => Rule(pages[^1], at, color);

    private static void Rule(StringBuilder page, double at, string color) =>
        page.Append(CultureInfo.InvariantCulture, $"{color} RG 0.6 w {Left} {at:0.##} m {Right} {at:0.##} l S\n");

    private void Room(double height)
    {
        if (y - height < Bottom)
        {
            NewPage();
        }
    }

    private void NewPage()
    {
        pages.Add(new StringBuilder());
        Box(0, 832, 595, 10, Accent);
        y = 800;
    }
}
