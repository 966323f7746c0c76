using System.Buffers;
using System.Drawing;
using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace Nexa.Api.Features.Export;

/// <summary>
/// A workbook of one sheet after the other, streamed: a row leaves the memory once it is written. Digits stay text, moments are dates,
/// and rows that wait for a decision are yellow.
/// </summary>
internal sealed class ExportSheet : IAsyncDisposable
{
    /// <summary>Characters that a cell of Excel holds.</summary>
    private const int LongestText = 32_767;

    /// <summary>What begins a formula, the wide forms of East Asian keyboards included, and what a CSV reader drops before one.</summary>
    private const string Formulas = "=@\t\r\n＝＠";

    /// <summary>What begins a formula too, but also a part number (<c>+5V-ABC</c>) or an amount.</summary>
    private const string Signs = "+-＋－";

    /// <summary>What a formula that does more than add needs: a call, another program (DDE), another sheet.</summary>
    private static readonly SearchValues<char> Reaches = SearchValues.Create("(|!（｜！");

    private static readonly NumberFormat TextFormat = NumberFormat.Standard(StandardNumberFormat.Text);
    private static readonly NumberFormat DateFormat = NumberFormat.Custom(@"dd/mm/yyyy\ hh:mm");
    private static readonly Color Yellow = Color.FromArgb(255, 242, 204);
    private readonly Spreadsheet spreadsheet;
    private readonly StyleId number;
    private readonly StyleId header;
    private readonly (StyleId Text, StyleId Date) plain;
    private readonly (StyleId Text, StyleId Date) marked;

    private ExportSheet(Spreadsheet spreadsheet)
    {
        this.spreadsheet = spreadsheet;
        number = spreadsheet.AddStyle(new Style());
        header = spreadsheet.AddStyle(new Style { Format = TextFormat, Font = { Bold = true } });
        plain = (AddStyle(TextFormat, isMarked: false), AddStyle(DateFormat, isMarked: false));
        marked = (AddStyle(TextFormat, isMarked: true), AddStyle(DateFormat, isMarked: true));
    }

    public static async Task<ExportSheet> CreateAsync(Stream output, CancellationToken ct) =>
        new(await Spreadsheet.CreateNewAsync(output, new SpreadCheetahOptions { PreserveStringWhitespace = true }, ct));

    /// <summary>Rows go into this sheet from now on.</summary>
    public async Task StartSheetAsync(string name, IReadOnlyList<(string Title, int Width)> columns, CancellationToken ct)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        foreach (var (index, (_, width)) in columns.Index())
        {
            options.Column(index + 1).Width = width;
        }

        await spreadsheet.StartWorksheetAsync(name, options, ct);
        await spreadsheet.AddHeaderRowAsync(columns.Select(column => Clean(column.Title)).ToArray(), header, ct);
    }

    /// <summary>Adds a row: numbers become numbers, moments dates, everything else text.</summary>
    public ValueTask AddRowAsync(IEnumerable<object?> values, bool isMarked, CancellationToken ct)
    {
        var (text, date) = isMarked ? marked : plain;
        var cells = values.Select(value => value switch
        {
            null => new Cell((string?)null),
            int whole => new Cell(whole, isMarked ? text : number),
            long whole => new Cell(whole, isMarked ? text : number),
            decimal amount => new Cell(amount, isMarked ? text : number),
            double amount => new Cell(amount, isMarked ? text : number),
            DateTime moment => new Cell(moment, date),
            _ => new Cell(Clean(Convert.ToString(value, CultureInfo.InvariantCulture)!), text),
        });
        return spreadsheet.AddRowAsync(cells.ToArray(), ct);
    }

    public ValueTask FinishAsync(CancellationToken ct) => spreadsheet.FinishAsync(ct);

    public ValueTask DisposeAsync() => spreadsheet.DisposeAsync();

    /// <summary>
    /// Prefixes text that a spreadsheet would take for a formula, also after a detour through CSV, with an apostrophe. What is not seen
    /// before it (spaces, a byte order mark) does not hide a formula: some programs drop it.
    /// </summary>
    internal static string NeutralizeFormula(string value)
    {
        var seen = value.AsSpan();
        while (seen.Length > 0 && !Formulas.Contains(seen[0])
            && (char.IsWhiteSpace(seen[0]) || char.GetUnicodeCategory(seen[0]) is UnicodeCategory.Format))
        {
            seen = seen[1..];
        }

        return seen.Length > 0 && (Formulas.Contains(seen[0]) || (Signs.Contains(seen[0]) && seen.ContainsAny(Reaches)))
            ? "'" + value : value;
    }

    /// <summary>Text as a cell shows it. What XML does not take goes first: without it the rest may begin a formula.</summary>
    internal static string Clean(string value)
    {
        var shown = NeutralizeFormula(value.All(IsXml) ? value : string.Concat(value.Where(IsXml)));
        return shown.Length <= LongestText ? shown : shown[..LongestText];
    }

    private static bool IsXml(char c) => c is >= ' ' and not ('\uFFFE' or '\uFFFF') or '\t' or '\n' or '\r';

    private StyleId AddStyle(NumberFormat format, bool isMarked)
    {
        var style = new Style { Format = format };
        if (isMarked)
        {
            style.Fill.Color = Yellow;
        }

        return spreadsheet.AddStyle(style);
    }
}
