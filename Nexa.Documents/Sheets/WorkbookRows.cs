using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Nexa.Documents.Sheets;

/// <summary>The sheets of a workbook, .xlsx or the older .xls.</summary>
internal static class WorkbookRows
{
    private const long LargestUnpacked = 300L << 20;
    private const int MostParts = 5_000;
    private const int MostSheets = 50;

    public static List<Sheet> ReadSheets(byte[] content)
    {
        CheckContent(content);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = OpenWorkbook(content);
        var sheets = new List<Sheet>();
        var rows = 0;
        do
        {
            var sheet = ReadSheet(reader);
            rows += sheet.Rows.Count;
            sheets.Add(rows <= Sheet.MostRows ? sheet : throw Sheet.TooManyRows());
        }
        while (sheets.Count < MostSheets && reader.NextResult());
        return sheets;
    }

    private static Sheet ReadSheet(IExcelDataReader reader)
    {
        var (rows, hidden) = (new List<SheetCell[]>(), 0);
        while (reader.Read() && rows.Count <= Sheet.MostRows)
        {
            var cells = new SheetCell[Math.Min(reader.FieldCount, Sheet.MostColumns)];
            var any = false;
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = ReadCell(reader.GetValue(i), reader.GetNumberFormatString(i));
                any |= cells[i].Text.Length > 0;
            }

            var isHidden = any && reader.RowHeight == 0; // ExcelDataReader reports a hidden row with height 0.
            hidden += isHidden ? 1 : 0;
            if (any && !isHidden)
            {
                rows.Add(cells);
            }
        }

        return new(reader.Name, rows, hidden, !string.Equals(reader.VisibleState, "visible", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A workbook is a zip: what it would unpack to is checked before it is unpacked.</summary>
    private static void CheckContent(byte[] content)
    {
        if (content is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            return; // .xls is not compressed.
        }

        if (content is not [(byte)'P', (byte)'K', ..])
        {
            throw new UnreadableDocumentException("not_a_sheet", "O arquivo não é uma planilha .xlsx, .xls ou .csv.");
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostParts || zip.Entries.Sum(e => e.Length) > LargestUnpacked)
            {
                throw UnreadableDocumentException.TooMuchMemory();
            }
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    private static IExcelDataReader OpenWorkbook(byte[] content)
    {
        try
        {
            return ExcelReaderFactory.CreateReader(new MemoryStream(content));
        }
        catch (InvalidPasswordException)
        {
            throw new UnreadableDocumentException(
                "encrypted", "A planilha está protegida por senha: salve-a sem senha e envie-a novamente.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Damaged();
        }
    }

    private static UnreadableDocumentException Damaged() => new("damaged", "A planilha está danificada e não pode ser lida.");

    private static SheetCell ReadCell(object? value, string? format) => value switch
    {
        null => new(""),
        // The format holds the leading zeros of a code.
        double code when format is { Length: > 1 and < 30 } && format.All(c => c is '0') =>
            new(code.ToString(format, CultureInfo.InvariantCulture)),
        string text => new(Sheet.CutCell(text)),
        double number => ReadNumber(number),
        DateTime date => new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        bool flag => new(flag ? "1" : "0"),
        int whole => new(whole.ToString(CultureInfo.InvariantCulture), whole),
        IFormattable other => new(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => new(Sheet.CutCell(value.ToString() ?? "")),
    };

    private static SheetCell ReadNumber(double number) =>
        Math.Abs(number) < 1e15 ? new(((decimal)Math.Round(number, 8)).ToString("0.########", CultureInfo.InvariantCulture),
        (decimal)Math.Round(number, 8))
            : new(number.ToString(CultureInfo.InvariantCulture));
}
