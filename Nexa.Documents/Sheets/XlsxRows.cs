using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;

namespace Nexa.Documents.Sheets;

/// <summary>The sheets of a workbook, as text.</summary>
internal static class XlsxRows
{
    private const long LargestUnpacked = 300L << 20;

    public static List<List<string[]>> Read(byte[] content)
    {
        Check(content);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = Open(content);
        var sheets = new List<List<string[]>>();
        var rows = 0;
        do
        {
            var sheet = new List<string[]>();
            while (reader.Read())
            {
                if (++rows > CsvRows.MostRows)
                {
                    throw new UnreadableDocumentException("too_many_rows", $"A planilha tem mais de {CsvRows.MostRows} linhas.");
                }

                var cells = new string[Math.Min(reader.FieldCount, CsvRows.MostColumns)];
                var any = false;
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = CsvRows.Bounded(Text(reader.GetValue(i), reader.GetNumberFormatString(i)));
                    any |= cells[i].Length > 0;
                }

                if (any)
                {
                    sheet.Add(cells);
                }
            }

            sheets.Add(sheet);
        }
        while (sheets.Count < 50 && reader.NextResult());
        return sheets;
    }

    /// <summary>A workbook is a zip: what it would unpack to is looked at before it is.</summary>
    private static void Check(byte[] content)
    {
        if (content is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            throw new UnreadableDocumentException("encrypted", "A planilha está protegida por senha ou no formato antigo .xls: salve-a como .xlsx sem senha.");
        }

        if (content is not [(byte)'P', (byte)'K', ..])
        {
            throw new UnreadableDocumentException("not_a_sheet", "O arquivo não é uma planilha .xlsx.");
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            if (zip.Entries.Count > 5000 || zip.Entries.Sum(e => e.Length) > LargestUnpacked)
            {
                throw UnreadableDocumentException.TooMuchMemory();
            }
        }
        catch (InvalidDataException)
        {
            throw new UnreadableDocumentException("damaged", "A planilha está danificada e não pode ser lida.");
        }
    }

    private static IExcelDataReader Open(byte[] content)
    {
        try
        {
            return ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(content));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UnreadableDocumentException("damaged", "A planilha está danificada e não pode ser lida.");
        }
    }

    private static string Text(object? value, string? format) => value switch
    {
        null => "",
        double code when format is { Length: > 1 and < 30 } && format.All(c => c is '0') => code.ToString(format, CultureInfo.InvariantCulture), // a code's leading zeros
        string text => text.Trim(),
        double number => ((decimal)Math.Round(number, 8)).ToString("0.########", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
