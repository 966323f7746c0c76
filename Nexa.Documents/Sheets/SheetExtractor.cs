using Nexa.Documents.Layouts;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Sheets;

/// <summary>
/// Line items of a spreadsheet: the header row is found by the dictionary of the PDFs, unless a mapping says which column is what.
/// </summary>
internal static class SheetExtractor
{
    private const int SampledRows = 2_000;

    public static ExtractedDocument ReadDocument(byte[] content, ExtractionRequest request)
    {
        if (content.Length == 0)
        {
            throw new UnreadableDocumentException("empty", "O arquivo está vazio.");
        }

        var sheets = request.Kind is "csv" ? [CsvRows.ReadSheet(content)] : WorkbookRows.ReadSheets(content);
        if (sheets.TrueForAll(s => s.Rows.Count == 0))
        {
            throw new UnreadableDocumentException("empty", "A planilha está vazia.");
        }

        var items = new List<Item>();
        var leftOut = new List<LeftOut>();
        foreach (var (sheet, number) in sheets.Select((s, i) => (s, i + 1)))
        {
            if (sheet.IsHidden && sheet.Rows.Count > 0)
            {
                leftOut.Add(new($"A planilha \"{sheet.Name}\" está oculta.", number, sheet.Rows.Count));
                continue;
            }

            if (sheet.HiddenRows > 0)
            {
                leftOut.Add(new("Linhas ocultas da planilha.", number, sheet.HiddenRows));
            }

            NumberFormat.LearnFromWords(sheet.Rows.Take(SampledRows).SelectMany(r => r).Where(c => c.Number is null).Select(c => c.Text));
            items.AddRange(ReadItems(sheet, number, request.Mapping, leftOut));
        }

        if (!items.Exists(i => i.Partnumber is not null || i.Doubts.Count > 0))
        {
            throw new UnreadableDocumentException(
                "no_header", "Não foi encontrada nenhuma coluna de part number: informe o mapeamento das colunas.");
        }

        var currency = items.Find(i => i.Currency is not null)?.Currency;
        return new ExtractedDocument
        {
            Layout = request.Mapping is { Count: > 0 } ? "mapped-sheet" : "sheet",
            Supplier = request.Supplier,
            Currency = currency is "$" ? "USD" : currency,
            Pages = sheets.Count,
            Lines = LineBuilder.Build(items, currency),
            LeftOut = leftOut,
        };
    }

    /// <summary>Rows with a part number, and rows with a quantity that lack one.</summary>
    private static List<Item> ReadItems(Sheet sheet, int number, IReadOnlyDictionary<string, string>? mapping, List<LeftOut> leftOut)
    {
        var (at, header) = mapping is { Count: > 0 } ? ColumnMapping.ApplyMapping(sheet.Rows, mapping) : SheetHeader.Find(sheet.Rows);
        if (header is null)
        {
            return [];
        }

        var rows = new List<Row>();
        foreach (var cells in sheet.Rows.Skip(at + 1))
        {
            var row = new Row(header, number);
            for (var i = 0; i < Math.Min(cells.Length, header.Columns.Count); i++)
            {
                if (cells[i].Text.Length > 0)
                {
                    row.SetCell(header.Columns[i], cells[i].Text, cells[i].Number);
                }
            }

            rows.Add(row);
        }

        if (rows.Count > 0 && mapping is not { Count: > 0 })
        {
            ColumnRoles.CorrectRoles(rows);
        }

        // "KiCad Version: Eeschema 5.0" below the lines: a label and its value, where lines have more cells.
        var usual = rows.Count == 0 ? 0 : rows.Select(r => r.Filled.Count()).Order().ElementAt(rows.Count / 2);
        rows.RemoveAll(r => usual > 3 && r.Filled.Count() <= 2 && r.Filled.Any(c => r.ReadText(c).EndsWith(':')));

        var point = Languages.FindDecimalPoint(header.Columns.Select(c => c.Text));
        var items = TableLayout.BuildItems(rows, point);
        leftOut.AddRange(TableLayout.ListCharges(rows, items));
        var bare = items.RemoveAll(i => i is { Partnumber: null, Quantity: null, Doubts.Count: 0 });
        if (bare > 0)
        {
            leftOut.Add(new("Linhas sem part number e sem quantidade.", number, bare));
        }

        return items;
    }
}
