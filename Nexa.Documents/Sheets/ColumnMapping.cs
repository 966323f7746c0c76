using Nexa.Documents.Tables;

namespace Nexa.Documents.Sheets;

/// <summary>The columns that a user has named by their header or their letter.</summary>
internal static class ColumnMapping
{
    public static (int At, Header? Header) ApplyMapping(List<SheetCell[]> rows, IReadOnlyDictionary<string, string> mapping)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Length);
        var at = rows.FindIndex(r => mapping.Values.Any(v => Array.Exists(r, c => IsSame(c.Text, v))));
        var fields = new Field[width];
        foreach (var (name, column) in mapping)
        {
            var index = at >= 0 ? Array.FindIndex(rows[at], c => IsSame(c.Text, column)) : -1;
            index = index >= 0 ? index : ReadLetter(column);
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

        return (at, new Header([.. fields.Select((f, i) =>
            new Column(f, at >= 0 && i < rows[at].Length ? rows[at][i].Text : "", i, i + 1))], 0, 0, 0, 0));
    }

    private static bool IsSame(string cell, string name) =>
        HeaderTerms.Normalize(name) is { Length: > 0 } wanted
        && string.Equals(HeaderTerms.Normalize(cell), wanted, StringComparison.Ordinal);

    /// <summary>Spreadsheet letters, A to ZZ; -1 for anything else.</summary>
    private static int ReadLetter(string column) => column.Trim().ToUpperInvariant() switch
    {
        [>= 'A' and <= 'Z' and var one] => one - 'A',
        [>= 'A' and <= 'Z' and var high, >= 'A' and <= 'Z' and var low] => ((high - 'A' + 1) * 26) + (low - 'A'),
        _ => -1,
    };
}
