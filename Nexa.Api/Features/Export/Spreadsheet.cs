using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Nexa.Api.Features.Export;

/// <summary>
/// A workbook of one sheet, written front to back into a stream that need not seek: a row is gone once it is written, so
/// that memory does not grow with the rows. Why not by a library: docs/decisions/0006.
/// </summary>
internal sealed class Spreadsheet : IAsyncDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly ZipArchive archive;
    private readonly StringBuilder text = new(FlushAt + 8192);
    private Stream? sheet;
    private int rows;

    private Spreadsheet(ZipArchive archive) => this.archive = archive;

    /// <summary>Cell styles, in the order of styles.xml.</summary>
    public enum Style { Text, Header, Number, Marked, Date, MarkedDate }

    public static async Task<Spreadsheet> CreateAsync(Stream output, string sheetName, IReadOnlyList<(string Title, int Width)> columns, CancellationToken ct)
    {
        var spreadsheet = new Spreadsheet(await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct));
        await spreadsheet.PartAsync("[Content_Types].xml", SpreadsheetParts.ContentTypes, ct);
        await spreadsheet.PartAsync("_rels/.rels", SpreadsheetParts.Relations, ct);
        await spreadsheet.PartAsync("xl/workbook.xml", SpreadsheetParts.Workbook(sheetName), ct);
        await spreadsheet.PartAsync("xl/_rels/workbook.xml.rels", SpreadsheetParts.WorkbookRelations, ct);
        await spreadsheet.PartAsync("xl/styles.xml", SpreadsheetParts.Styles, ct);
        spreadsheet.sheet = await spreadsheet.archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).OpenAsync(ct);
        spreadsheet.text.Append(SpreadsheetParts.SheetStart).Append("<cols>");
        foreach (var (index, (_, width)) in columns.Index())
        {
            spreadsheet.text.Append(CultureInfo.InvariantCulture, $"<col min=\"{index + 1}\" max=\"{index + 1}\" width=\"{width}\" customWidth=\"1\"/>");
        }

        spreadsheet.text.Append("</cols><sheetData>");
        await spreadsheet.RowAsync([.. columns.Select(column => (object?)column.Title)], Style.Header, ct);
        return spreadsheet;
    }

    /// <summary>Numbers become numbers, moments become dates, everything else text.</summary>
    public async ValueTask RowAsync(IReadOnlyList<object?> cells, Style style, CancellationToken ct)
    {
        rows++;
        text.Append(CultureInfo.InvariantCulture, $"<row r=\"{rows}\">");
        foreach (var cell in cells)
        {
            switch (cell)
            {
                case null:
                    text.Append("<c/>");
                    break;
                case int or long or decimal or double:
                    text.Append(CultureInfo.InvariantCulture, $"<c s=\"{(int)(style is Style.Text ? Style.Number : style)}\"><v>{cell}</v></c>");
                    break;
                case DateTime moment:
                    text.Append(CultureInfo.InvariantCulture, $"<c s=\"{(int)(style is Style.Marked ? Style.MarkedDate : Style.Date)}\"><v>{moment.ToOADate():R}</v></c>");
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"<c s=\"{(int)style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                    Escape(Neutral(Convert.ToString(cell, CultureInfo.InvariantCulture)!));
                    text.Append("</t></is></c>");
                    break;
            }
        }

        text.Append("</row>");
        if (text.Length >= FlushAt)
        {
            await FlushAsync(ct);
        }
    }

    public async ValueTask EndAsync(CancellationToken ct)
    {
        text.Append("</sheetData></worksheet>");
        await FlushAsync(ct);
        await sheet!.DisposeAsync();
        sheet = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (sheet is not null)
        {
            await sheet.DisposeAsync();
        }

        await archive.DisposeAsync();
    }

    /// <summary>What a spreadsheet would take for a formula, also after a detour through CSV, is made plain text.</summary>
    internal static string Neutral(string value) => value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;

    private void Escape(string value)
    {
        foreach (var c in value.Length <= 32_767 ? value : value[..32_767]) // what a cell holds
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                < ' ' when c is not ('\t' or '\n' or '\r') => text, // not allowed in XML
                '\uFFFE' or '\uFFFF' => text,
                _ => text.Append(c),
            };
        }
    }

    private async Task PartAsync(string name, string content, CancellationToken ct)
    {
        await using var entry = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(content), ct);
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        await sheet!.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        text.Clear();
    }
}
