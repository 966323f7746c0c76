using System.Globalization;
using System.Text.Json.Nodes;
using Nexa.Core.Tasks;
using Nexa.Fiscal;

namespace Nexa.Core.Documents;

/// <summary>What a person says of a line. A field that is left out stays as it is, an empty text clears it.</summary>
/// <param name="Line">The line's number; null adds one that was missed.</param>
/// <param name="Removed">True takes the line out of what is classified, false puts it back.</param>
public sealed record LineCorrection(
    int? Line, string? Partnumber = null, string? Description = null, string? Manufacturer = null, decimal? Quantity = null,
    decimal? UnitPrice = null, bool? Removed = null, bool ClearQuantity = false, bool ClearUnitPrice = false);

/// <summary>The lines of a document as its extraction has them, and what people make of them.</summary>
public sealed class DocumentLines(string extraction)
{
    /// <summary>A supplier of which the reading is less sure is no hint for the agents.</summary>
    private const double LeastConfidence = 0.5;

    /// <summary>As long as what is sent without a document may be.</summary>
    private const int LongestDescription = 2_000, LongestName = 200;

    private readonly JsonObject document = (JsonObject)JsonNode.Parse(extraction)!;

    private JsonArray Lines => (JsonArray)document["lines"]!;

    public string Json => document.ToJsonString(Contracts.NexaJson.Options);

    /// <summary>A person has changed lines.</summary>
    public bool AreCorrected => document["corrected"]?.GetValue<bool>() is true;

    /// <summary>Lines and pages that were seen and not read.</summary>
    public int CountLeftOut() => document["left_out"] is JsonArray leftOut ? leftOut.Sum(one => one!["count"]!.GetValue<int>()) : 0;

    public int CountWithoutPartNumber() => KeptLines().Count(line => !HasPartNumber(line));

    /// <param name="corrections">Applied in their order.</param>
    /// <param name="mostLines">The document can't get more lines than that.</param>
    /// <returns>Why they can't be applied; null where all were.</returns>
    public string? Apply(IEnumerable<LineCorrection> corrections, int mostLines)
    {
        foreach (var correction in corrections)
        {
            if (correction.Line is null && Lines.Count >= mostLines)
            {
                return $"O documento já tem {Portuguese.FormatNumber(mostLines)} linhas, o limite.";
            }

            if ((correction.Line is null ? AddLine() : FindLine(correction.Line.Value)) is not { } line)
            {
                return $"O documento não tem a linha {correction.Line}; consulte-o novamente.";
            }

            SetText(line, "partnumber", correction.Partnumber);
            SetText(line, "description", correction.Description);
            SetText(line, "manufacturer", correction.Manufacturer);
            var isPriced = SetNumber(line, "quantity", correction.Quantity, correction.ClearQuantity);
            isPriced |= SetNumber(line, "unit_price", correction.UnitPrice, correction.ClearUnitPrice);
            if (isPriced && ReadNumber(line, "quantity") * ReadNumber(line, "unit_price") is { } total)
            {
                line["line_total"] = total;
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
        document["lines_with_partnumber"] = KeptLines().Count(HasPartNumber);
        return null;
    }

    /// <summary>What of it can be classified: each part number once.</summary>
    /// <param name="sentSupplier">The supplier that the sender names; null for the one that was read.</param>
    public List<NewItem> ListItems(string? sentSupplier = null)
    {
        var sent = CleanText(sentSupplier, LongestName);
        return NewItem.Distinct(KeptLines().Where(HasPartNumber)
            .Select(line => new NewItem(ReadText(line, "partnumber")!, ReadText(line, "description", LongestDescription),
                ReadText(line, "manufacturer"), sent ?? FindSupplier(line), ReadText(line, "ncm"), ReadText(line, "country_of_origin"))));
    }

    /// <summary>The supplier of the line's own document, where the file has several.</summary>
    private string? FindSupplier(JsonObject line)
    {
        var head = line["document"]?.GetValue<int>() is { } number ? (JsonObject)document["documents"]![number - 1]! : document;
        return head["confidences"]?["supplier"]?.GetValue<double>() is < LeastConfidence ? null : ReadText(head, "supplier");
    }

    private static bool HasPartNumber(JsonObject line) =>
        ReadText(line, "partnumber") is { Length: >= NewItem.ShortestPartNumber and <= NewItem.LongestPartNumber };

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

    /// <returns>Whether there was something to set.</returns>
    private static bool SetNumber(JsonObject line, string field, decimal? value, bool isCleared)
    {
        if (value is null && !isCleared)
        {
            return false;
        }

        line[field] = isCleared ? null : value;
        return true;
    }

    private static decimal? ReadNumber(JsonObject line, string field) =>
        line[field] is { } value ? decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? ReadText(JsonObject line, string field, int longest = LongestName) =>
        CleanText(line[field]?.GetValue<string>(), longest);

    private static string? CleanText(string? text, int longest) => string.IsNullOrWhiteSpace(text) ? null
        : new string([.. text.Where(letter => !char.IsControl(letter)).Take(longest)]).Trim();
}
