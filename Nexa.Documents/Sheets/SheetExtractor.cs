using Nexa.Documents.Layouts;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Sheets;

/// <summary>Line items of a spreadsheet: the header row is found by the dictionary of the PDFs, unless a mapping says which column is what.</summary>
internal static class SheetExtractor
{
    private const int HeaderWithin = 50;

    public static ExtractedDocument Read(byte[] content, ExtractionRequest request)
    {
        if (content.Length == 0)
        {
            throw new UnreadableDocumentException("empty", "O arquivo está vazio.");
        }

        var items = new List<Item>();
        var (rows, sheets) = (0, 0);
        foreach (var sheet in request.Kind is "csv" ? [CsvRows.Read(content)] : XlsxRows.Read(content))
        {
            sheets++;
            rows += sheet.Count;
            Money.Learn(sheet.Take(2000).SelectMany(r => r));
            items.AddRange(Items(sheet, sheets, request.Mapping));
        }

        if (rows == 0)
        {
            throw new UnreadableDocumentException("empty", "A planilha está vazia.");
        }

        if (items.Count == 0)
        {
            throw new UnreadableDocumentException("no_header", "Não foi encontrada nenhuma coluna de part number: informe o mapeamento das colunas.");
        }

        var currency = items.Find(i => i.Currency is not null)?.Currency;
        return new ExtractedDocument { Layout = request.Mapping is { Count: > 0 } ? "mapped-sheet" : "sheet", Supplier = request.Supplier, Currency = currency is "$" ? "USD" : currency, Pages = sheets, Lines = DocumentExtractor.Lines(items, currency) };
    }

    private static IEnumerable<Item> Items(List<string[]> rows, int sheet, IReadOnlyDictionary<string, string>? mapping)
    {
        var (at, header) = mapping is { Count: > 0 } ? Mapped(rows, mapping) : Find(rows);
        if (header is null)
        {
            yield break;
        }

        var found = new List<Row>();
        foreach (var cells in rows.Skip(at + 1))
        {
            var row = new Row(header, sheet);
            for (var i = 0; i < Math.Min(cells.Length, header.Columns.Count); i++)
            {
                if (cells[i].Trim() is { Length: > 0 } cell)
                {
                    row.Set(header.Columns[i], cell);
                }
            }

            found.Add(row);
        }

        foreach (var item in TableLayout.Build(found).Where(i => i.Partnumber is not null))
        {
            item.Box = null;
            yield return item;
        }
    }

    private static (int At, Header? Header) Find(List<string[]> rows)
    {
        (int At, Header? Header, int Fields) best = (0, null, 0);
        for (var i = 0; i < Math.Min(rows.Count, HeaderWithin); i++)
        {
            var columns = rows[i].Select((cell, at) => new Column(HeaderTerms.Match(cell.Replace('_', ' ')), cell, at, at + 1)).ToList();
            var fields = columns.Where(c => c.Field is not (Field.None or Field.Other)).Select(c => c.Field).Distinct().ToList();
            var names = fields.Exists(f => f is Field.Part or Field.MfrPart or Field.Code or Field.Description);
            if (names && fields.Count > best.Fields && (fields.Count > 1 || columns.Count(c => c.Text.Length > 0) == 1))
            {
                best = (i, new Header(columns, i, i, 0, 0), fields.Count);
            }
        }

        return (best.At, best.Header);
    }

    private static (int At, Header? Header) Mapped(List<string[]> rows, IReadOnlyDictionary<string, string> mapping)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Length);
        var at = rows.FindIndex(r => mapping.Values.Any(v => Array.Exists(r, c => Same(c, v))));
        var fields = new Field[width];
        foreach (var (name, column) in mapping)
        {
            var index = at >= 0 ? Array.FindIndex(rows[at], c => Same(c, column)) : -1;
            index = index >= 0 ? index : Letter(column);
            if (index < 0 || index >= width)
            {
                throw new UnreadableDocumentException("mapping", $"A coluna \"{column}\" do mapeamento não existe na planilha.");
            }

            fields[index] = name switch
            {
                "partnumber" => Field.MfrPart,
                "description" => Field.Description,
                "manufacturer" => Field.Manufacturer,
                "quantity" => Field.Quantity,
                "unit_price" => Field.UnitPrice,
                "total" or "line_total" => Field.Total,
                "currency" => Field.Currency,
                "ncm" => Field.Ncm,
                "hts" => Field.Hts,
                "country_of_origin" => Field.Origin,
                _ => throw new UnreadableDocumentException("mapping", $"O campo \"{name}\" do mapeamento não existe."),
            };
        }

        return (at, new Header([.. fields.Select((f, i) => new Column(f, at >= 0 && i < rows[at].Length ? rows[at][i] : "", i, i + 1))], 0, 0, 0, 0));
    }

    private static bool Same(string cell, string name) => string.Equals(HeaderTerms.Normalize(cell), HeaderTerms.Normalize(name), StringComparison.Ordinal) && name.Length > 0 && HeaderTerms.Normalize(name).Length > 0;

    /// <summary>Spreadsheet letters, A to ZZ; -1 for anything else.</summary>
    private static int Letter(string column) => column.Trim().ToUpperInvariant() switch
    {
        [>= 'A' and <= 'Z' and var one] => one - 'A',
        [>= 'A' and <= 'Z' and var high, >= 'A' and <= 'Z' and var low] => ((high - 'A' + 1) * 26) + (low - 'A'),
        _ => -1,
    };
}
