using Nexa.Documents.Layouts;

namespace Nexa.Documents;

/// <summary>Lines of a document as its reader is told them, with a confidence for each field and for the whole line.</summary>
internal static class LineBuilder
{
    public const int MostLines = 20_000;
    private const int LongestDescription = 1_000;

    /// <summary>
    /// Confidence of numbers that multiply, of numbers that could not be checked, and of numbers that don't multiply.
    /// </summary>
    private const double Proven = 0.99, Unchecked = 0.85, Contradicted = 0.5;

    public static List<ExtractedLine> Build(IReadOnlyList<Item> items, string? currency) =>
        [.. items.Take(MostLines).Select((item, i) => Build(item, i + 1, currency))];

    private static ExtractedLine Build(Item item, int line, string? currency)
    {
        var numbers = item.IsExact ? 1
            : item.Multiplies switch { true => Proven, false => Contradicted, null => NumberFormat.IsGuessed ? Contradicted
            : item.NumberConfidence ?? Unchecked };
        var confidences = new Dictionary<string, double>(StringComparer.Ordinal);
        void Add(string name, object? value, double confidence)
        {
            if (value is not null)
            {
                confidences[name] = confidence;
            }
        }

        Add("partnumber", item.Partnumber, item.PartConfidence);
        Add("description", item.Description, 0.9);
        Add("manufacturer", item.Manufacturer, 0.9);
        Add("quantity", item.Quantity, numbers);
        Add("unit_price", item.UnitPrice, numbers);
        Add("line_total", item.Total, numbers);
        Add("currency", item.Currency, 0.9);
        Add("ncm", item.Ncm, 0.95);
        Add("hts", item.Hts, 0.95);
        Add("country_of_origin", item.Origin, 0.9);
        return new ExtractedLine
        {
            Line = line,
            Partnumber = item.Partnumber,
            SupplierPartnumber = item.SupplierPart,
            CustomerPartnumber = item.CustomerPart,
            Gtin = item.Gtin,
            Description = item.Description is { Length: > LongestDescription } text ? text[..LongestDescription] : item.Description,
            Manufacturer = item.Manufacturer,
            Quantity = item.Quantity,
            UnitPrice = item.UnitPrice,
            LineTotal = item.Total,
            Currency = item.Currency is null or "$" ? currency : item.Currency,
            Ncm = item.Ncm,
            ExTipi = item.ExTipi,
            Hts = item.Hts,
            CountryOfOrigin = item.Origin,
            Page = item.Page,
            Box = item.Box,
            Confidences = confidences,
            Confidence = item.Partnumber is null ? 0
                : Math.Min(item.PartConfidence, item is { Quantity: null, UnitPrice: null } ? 1 : numbers),
            Doubts = [.. item.Doubts.Concat(FindDoubts(item))],
            Recognized = item.IsRecognized ? true : null,
        };
    }

    private static IEnumerable<string> FindDoubts(Item item)
    {
        if (item.IsExact)
        {
            yield break;
        }

        if (item.Multiplies is false)
        {
            yield return "Quantidade × preço unitário não dá o total da linha.";
        }

        if (NumberFormat.IsGuessed && item.Multiplies is null && item.UnitPrice is not null)
        {
            yield return "O documento não mostra se o separador do preço é de milhar ou decimal.";
        }
    }
}
