namespace Nexa.Documents.Sheets;

/// <summary>A cell's text, and its value where the workbook holds it as a number.</summary>
internal readonly record struct SheetCell(string Text, decimal? Number = null);

/// <summary>The filled rows of one sheet, and how many of them the workbook hides.</summary>
internal sealed record Sheet(string Name, List<SheetCell[]> Rows, int HiddenRows = 0, bool IsHidden = false)
{
    /// <summary>An order has hundreds of lines; more rows than these are data of another kind.</summary>
    public const int MostRows = 20_000;
    public const int MostColumns = 1_000;
    private const int LongestCell = 4_000;

    public static string CutCell(string cell) => (cell.Length > LongestCell ? cell[..LongestCell] : cell).Replace('\0', ' ').Trim();

    public static UnreadableDocumentException TooManyRows() => new("too_many_rows", $"A planilha tem mais de {MostRows} linhas.");

    public static UnreadableDocumentException TooManyColumns() => new("too_many_columns", $"A planilha tem mais de {MostColumns} colunas.");
}
