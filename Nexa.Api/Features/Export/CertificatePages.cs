using QRCoder;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace Nexa.Api.Features.Export;

/// <summary>Lays the certificate out on as many A4 pages as it needs.</summary>
internal sealed class CertificatePages : IDisposable
{
    private const double Left = 50;
    private const double Right = 545;
    private const double Bottom = 64;
    private const double LabelWidth = 112;
    private const double TextSize = 8.5;
    private const double LabelSize = 8;
    private const double LineHeight = 13;
    private static readonly (byte R, byte G, byte B) Ink = (31, 41, 56);
    private static readonly (byte R, byte G, byte B) Muted = (107, 117, 133);
    private static readonly (byte R, byte G, byte B) Accent = (13, 71, 115);
    private static readonly (byte R, byte G, byte B) Tint = (237, 245, 250);
    private static readonly (byte R, byte G, byte B) Line = (204, 214, 224);
    private readonly PdfDocumentBuilder document = new();
    private readonly CertificateFont.Embedding regular;
    private readonly CertificateFont.Embedding bold;
    private readonly List<PdfPageBuilder> pages = [];
    private readonly string footer;
    private double y;

    public CertificatePages(string title, string footer)
    {
        document.DocumentInformation.Title = title;
        document.DocumentInformation.Producer = "Nexa";
        (regular, bold) = (CertificateFont.Regular.Embed(document), CertificateFont.Bold.Embed(document));
        this.footer = Transcribe(footer);
    }

    /// <summary>True once a character was printed as its code point.</summary>
    public bool HasCodePoints { get; private set; }

    public void AddTitle(string over, string title, string under)
    {
        AddPage();
        Write(bold, over, Left, 787, 10, Accent);
        Write(bold, title, Left, 758, 20, Ink);
        y = 738;
        foreach (var line in Wrap(regular, under, Right - Left, 9.5))
        {
            Write(regular, line, Left, y, 9.5, Muted);
            y -= LineHeight;
        }

        y -= 4;
    }

    /// <summary>Adds a box with one large value and a few small ones beside it.</summary>
    public void AddHighlight(string label, string value, params ReadOnlySpan<(string Label, string Value)> beside)
    {
        const double ColumnWidth = 145;
        const double Padding = 20;
        const double RowGap = 4;
        var lines = new List<(double X, double At, string Text, double Size, (byte R, byte G, byte B) Color)>();
        var at = y - Padding;
        for (var i = 0; i < beside.Length; i += 2)
        {
            var end = at;
            foreach (var (column, (name, text)) in beside.Slice(i, Math.Min(2, beside.Length - i)).ToArray().Index())
            {
                var (x, below) = (Left + 210 + (column * ColumnWidth), at - LineHeight);
                lines.Add((x, at, name, LabelSize, Muted));
                foreach (var line in Wrap(bold, text, ColumnWidth - 10, 9.5))
                {
                    lines.Add((x, below, line, 9.5, Ink));
                    below -= LineHeight;
                }

                end = Math.Min(end, below);
            }

            at = end - RowGap;
        }

        var height = Math.Max(70, y - at);
        FillBox(Left, y - height, Right - Left, height, Tint);
        FillBox(Left, y - height, 4, height, Accent);
        Write(bold, label, Left + 18, y - Padding, LabelSize, Muted);
        Write(bold, value, Left + 18, y - 48, 24, Accent);
        lines.ForEach(line => Write(bold, line.Text, line.X, line.At, line.Size, line.Color));
        y -= height + 18;
    }

    public void AddHeading(string text)
    {
        MakeRoom(48); // a heading is never alone at the foot of a page
        y -= 20;
        Write(bold, text, Left, y, 12, Accent);
        y -= 6;
        DrawRule(pages[^1], y);
        y -= 14;
    }

    /// <summary>Adds a label and its value; nothing where there is no value.</summary>
    public void AddField(string label, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        foreach (var line in value.Split('\n').SelectMany(line => Wrap(regular, line.TrimEnd(), Right - Left - LabelWidth, TextSize)))
        {
            MakeRoom(LineHeight);
            Write(bold, label, Left, y, LabelSize, Muted);
            Write(regular, line, Left + LabelWidth, y, TextSize, Ink);
            label = "";
            y -= LineHeight;
        }

        y -= 2;
    }

    /// <summary>Adds a QR code that opens the address.</summary>
    public void AddCode(string address)
    {
        const double Side = 92; // readable by a telephone from a printed page
        MakeRoom(Side + 8);
        var modules = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M).ModuleMatrix;
        var size = Side / modules.Count;
        foreach (var (row, line) in modules.Index())
        {
            for (var from = 0; from < line.Count; from++)
            {
                var to = from;
                while (to < line.Count && line[to])
                {
                    to++;
                }

                if (to > from)
                {
                    FillBox(Left + LabelWidth + (from * size), y - ((row + 1) * size), (to - from) * size, size, Ink);
                    from = to;
                }
            }
        }

        y -= Side + 8;
    }

    public byte[] Build()
    {
        foreach (var (i, page) in pages.Index())
        {
            DrawRule(page, 50);
            var number = $"{i + 1} / {pages.Count}";
            var numberAt = Right - regular.Font.MeasureWidth(number, 7.5);
            Write(page, regular, regular.Font.Wrap(footer, numberAt - Left - 10, 7.5).First(), Left, 38, 7.5, Muted);
            Write(page, regular, number, numberAt, 38, 7.5, Muted);
        }

        return document.Build();
    }

    public void Dispose() => document.Dispose();

    private string Transcribe(string text)
    {
        var shown = regular.Font.Transcribe(text, out var isChanged);
        HasCodePoints |= isChanged;
        return shown;
    }

    private IEnumerable<string> Wrap(CertificateFont.Embedding font, string text, double width, double size) =>
        font.Font.Wrap(Transcribe(text), width, size);

    private void Write(CertificateFont.Embedding font, string text, double x, double at, double size, (byte R, byte G, byte B) color) =>
        Write(pages[^1], font, Transcribe(text), x, at, size, color);

    private static void Write(
        PdfPageBuilder page, CertificateFont.Embedding font, string text, double x, double at, double size, (byte R, byte G, byte B) color)
    {
        page.SetTextAndFillColor(color.R, color.G, color.B);
        font.Write(page, text, x, at, size);
        page.ResetColor();
    }

    private void FillBox(double x, double at, double width, double height, (byte R, byte G, byte B) color)
    {
        pages[^1].SetTextAndFillColor(color.R, color.G, color.B);
        pages[^1].SetStrokeColor(color.R, color.G, color.B);
        pages[^1].DrawRectangle(new PdfPoint(x, at), width, height, 0.1, fill: true);
        pages[^1].ResetColor();
        pages[^1].ResetColor();
    }

    private static void DrawRule(PdfPageBuilder page, double at)
    {
        page.SetStrokeColor(Line.R, Line.G, Line.B);
        page.DrawLine(new PdfPoint(Left, at), new PdfPoint(Right, at), 0.6);
        page.ResetColor();
    }

    private void MakeRoom(double height)
    {
        if (y - height < Bottom)
        {
            AddPage();
        }
    }

    private void AddPage()
    {
        pages.Add(document.AddPage(595, 842)); // A4 in points
        FillBox(0, 832, 595, 10, Accent);
        y = 800;
    }
}
