using System.Globalization;
using System.Text.Json.Nodes;
using Nexa.Core.Tasks;

namespace Nexa.Core.Documents;

/// <summary>What a person says of a line. A field that is left out stays as it is, an empty text clears it.</summary>
/// <param name="Line">The line's number; null adds one that was missed.</param>
/// <param name="Removed">True takes the line out of what is classified, false puts it back.</param>
public sealed record LineCorrection(
    int? Line, string? Partnumber, string? Description, string? Manufacturer, decimal? Quantity, decimal? UnitPrice, bool? Removed);

/// <summary>The lines of a document as its extraction has them, and what people make of them.</summary>
public sealed class DocumentLines(string extraction)
{
    /// <summary>A supplier of which the reading is less sure is no hint for the agents.</summary>
    private const double LeastConfidence = 0.5;

    private readonly JsonObject document = (JsonObject)JsonNode.Parse(extraction)!;

    private JsonArray Lines => (JsonArray)document["lines"]!;

    public string Json => document.ToJsonString(Contracts.NexaJson.Options);

    /// <returns>The number of a line that does not exist; null where all was applied.</returns>
    public int? Apply(IEnumerable<LineCorrection> corrections)
    {
        foreach (var correction in corrections)
        {
            if ((correction.Line is null ? AddLine() : FindLine(correction.Line.Value)) is not { } line)
            {
                return correction.Line;
            }

            SetText(line, "partnumber", correction.Partnumber);
            SetText(line, "description", correction.Description);
            SetText(line, "manufacturer", correction.Manufacturer);
            SetNumber(line, "quantity", correction.Quantity);
            SetNumber(line, "unit_price", correction.UnitPrice);
            if (correction is not { Quantity: null, UnitPrice: null })
            {
                line["line_total"] = ReadNumber(line, "quantity") * ReadNumber(line, "unit_price");
            }

            if (correction.Removed is { } removed)
            {
                line["removed"] = removed;
            }

            (line["corrected"], line["confidence"], line["confidences"], line["doubts"]) = (true, 1, new JsonObject(), new JsonArray());
        }

        document["corrected"] = true;
        document["adds_up"] = null; // of lines that were corrected it is not known
        document["lines_found"] = KeptLines().Count();
        document["lines_with_partnumber"] = KeptLines().Count(line => ReadText(line, "partnumber") is not null);
        return null;
    }

    /// <summary>What of it can be classified: each part number once.</summary>
    public List<NewItem> ListItems()
    {
        var supplier = document["confidences"]?["supplier"]?.GetValue<double>() is < LeastConfidence ? null : ReadText(document, "supplier");
        return NewItem.Distinct(KeptLines()
            .Where(line => ReadText(line, "partnumber") is { Length: >= NewItem.ShortestPartNumber and <= NewItem.LongestPartNumber })
            .Select(line => new NewItem(ReadText(line, "partnumber")!, ReadText(line, "description"), ReadText(line, "manufacturer"),
                supplier, ReadText(line, "ncm"), ReadText(line, "country_of_origin"))));
    }

    private IEnumerable<JsonObject> KeptLines() => Lines.OfType<JsonObject>().Where(line => line["removed"]?.GetValue<bool>() is not true);

    private JsonObject? FindLine(int number) => Lines.OfType<JsonObject>().FirstOrDefault(line => line["line"]?.GetValue<int>() == number);

    private JsonObject AddLine()
    {
        var last = Lines.OfType<JsonObject>().Select(line => line["line"]?.GetValue<int>() ?? 0).DefaultIfEmpty().Max();
        var line = new JsonObject { ["line"] = last + 1, ["currency"] = document["currency"]?.DeepClone() };
        Lines.Add(line);
        return line;
    }

    private static void SetText(JsonObject line, string field, string? value)
    {
        if (value is not null)
        {
            line[field] = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
        }
    }

    private static void SetNumber(JsonObject line, string field, decimal? value)
    {
        if (value is not null)
        {
            line[field] = value;
        }
    }

    private static decimal? ReadNumber(JsonObject line, string field) =>
        line[field] is { } value ? decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? ReadText(JsonObject line, string field) =>
        line[field]?.GetValue<string>() is { } text && !string.IsNullOrWhiteSpace(text)
            ? new string([.. text.Where(letter => !char.IsControl(letter)).Take(200)]).Trim() : null;
}
