using System.Globalization;
using System.Security;
using System.Text;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Explain;

/// <summary>
/// A page as the engine sees it: words and rulings in grey, columns in blue, row boxes and anchors in green, fields in red.
/// </summary>
internal static class PageDrawing
{
    private const double Margin = 20;

    public static string DrawPage(PageText page, IReadOnlyList<Row> rows, ExtractedDocument document)
    {
        var svg = new StringBuilder();
        var (width, height) = (page.Width + Margin, page.Height + Margin);
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:0} {height:0}" """)
            .Append("""font-family="Helvetica, Arial, sans-serif"><rect width="100%" height="100%" fill="white"/>""").Append('\n');
        DrawRulings(svg, page);
        DrawColumns(svg, rows);
        DrawRows(svg, rows);
        DrawWords(svg, page);
        DrawFields(svg, page, document);
        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawRulings(StringBuilder svg, PageText page)
    {
        foreach (var ruling in page.Horizontal)
        {
            DrawLine(svg, ruling.From, ruling.At, ruling.To, ruling.At, "#bbb");
        }

        foreach (var ruling in page.Vertical)
        {
            DrawLine(svg, ruling.At, ruling.From, ruling.At, ruling.To, "#bbb");
        }
    }

    private static void DrawColumns(StringBuilder svg, IReadOnlyList<Row> rows)
    {
        foreach (var table in rows.GroupBy(r => r.Header))
        {
            var bottom = table.Max(r => r.Bottom);
            foreach (var column in table.Key.Columns)
            {
                var (from, to) = (Math.Max(0, column.From), Math.Min(column.To, column.From + 2000));
                DrawBox(svg, from, table.Key.Top, to, bottom, "none", "#36c");
                DrawText(svg, from + 1, table.Key.Top - 1, 5, "#36c", column.Field.ToString());
            }
        }
    }

    private static void DrawRows(StringBuilder svg, IReadOnlyList<Row> rows)
    {
        foreach (var row in rows.Where(r => r.Bottom > 0))
        {
            DrawBox(svg, row.Left, row.Top, row.Right, row.Bottom, "#2a25", "#2a2");
            if (row.AnchorBaseline is { } baseline)
            {
                DrawLine(svg, Math.Max(0, row.Left - 8), baseline, row.Left, baseline, "#2a2");
            }
        }
    }

    private static void DrawWords(StringBuilder svg, PageText page)
    {
        foreach (var word in page.Lines.SelectMany(l => l.Words))
        {
            DrawText(svg, word.Left, word.Baseline, word.Size, "#333", word.Text, word.Right - word.Left);
        }
    }

    private static void DrawFields(StringBuilder svg, PageText page, ExtractedDocument document)
    {
        var head = $"{document.Supplier} · {document.DocumentNumber} · {document.Date:yyyy-MM-dd} · {document.Total} {document.Currency}";
        DrawText(svg, 4, 8, 7, "#c22", $"{document.Layout} · {head}");
        foreach (var line in document.Lines.Where(l => l.Page == page.Number && l.Box is not null))
        {
            DrawText(svg, line.Box!.Left, line.Box.Bottom + 4, 5, "#c22",
                $"{line.Line}: {line.Partnumber} · {line.Quantity} × {line.UnitPrice} = {line.LineTotal} · {line.Manufacturer}");
        }
    }

    private static void DrawLine(StringBuilder svg, double x1, double y1, double x2, double y2, string color) =>
        svg.Append(CultureInfo.InvariantCulture,
        $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{color}" stroke-width=".6"/>""").Append('\n');

    private static void DrawBox(StringBuilder svg, double left, double top, double right, double bottom, string fill, string stroke) =>
        svg.Append(CultureInfo.InvariantCulture,
        $"""<rect x="{left:0.#}" y="{top:0.#}" width="{right - left:0.#}" height="{bottom - top:0.#}" """)
        .Append(CultureInfo.InvariantCulture, $"""fill="{fill}" stroke="{stroke}" stroke-width=".4"/>""").Append('\n');

    private static void DrawText(StringBuilder svg, double x, double y, double size, string color, string text, double? length = null) =>
        svg.Append(CultureInfo.InvariantCulture,
        $"""<text x="{x:0.#}" y="{y:0.#}" font-size="{size:0.#}" fill="{color}" """)
        .Append(length is > 0 ? string.Create(CultureInfo.InvariantCulture, $"""textLength="{length:0.#}" """) : "")
        .Append('>').Append(SecurityElement.Escape(text)).Append("</text>\n");
}
