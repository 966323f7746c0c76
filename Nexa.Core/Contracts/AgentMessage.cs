using System.Text.Json;

namespace Nexa.Core.Contracts;

public enum AgentStatus { Processing, PartialResult, Failed, Done }

/// <summary>One message of an agents server on a progress channel, with what is malformed or unknown left out.</summary>
public sealed record AgentMessage(AgentStatus Status, string? JobId, int Current, int Total, string? Text, ClassificationResult? Result)
{
    /// <summary>The part number that a failure is about; null where the server names none.</summary>
    public string? PartNumber { get; init; }

    /// <summary>What stands in place of a result that is no object: "null", "string" …; null where there is nothing to remark.</summary>
    public string? WrongResult { get; init; }

    private const int LongestText = 4000;
    private const int LargestMessage = 1 << 20;

    /// <summary>Null when the message is none of the contract.</summary>
    public static AgentMessage? Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length is 0 or > LargestMessage)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind is JsonValueKind.Object ? ReadMessage(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AgentMessage? ReadMessage(JsonElement root)
    {
        var jobId = ReadText(root, "job_id");
        switch (ReadText(root, "status"))
        {
            case "processing" or "queued" or "pending" or "running": // the last three are those of an address for jobs
                var progress = root.TryGetProperty("progress", out var inner) && inner.ValueKind is JsonValueKind.Object ? inner : root;
                return new(AgentStatus.Processing, jobId, ReadNumber(progress, "current"), ReadNumber(progress, "total"),
                    ReadText(progress, "message"), null);
            case "partial_result":
                var single = root.TryGetProperty("single_classification", out var one) ? one : default;
                var text = single.ValueKind is JsonValueKind.String ? CutText(ReadString(single)) : ReadText(root, "message");
                return new(AgentStatus.PartialResult, jobId, ReadNumber(root, "current"), ReadNumber(root, "total"), text,
                    ReadResult(single))
                {
                    PartNumber = ReadText(root, "partnumber"),
                    WrongResult = single.ValueKind is JsonValueKind.Object ? null : NameKind(single),
                };
            case "failed":
                return new(AgentStatus.Failed, jobId, 0, 0, ReadText(root, "error") ?? ReadText(root, "message"), null)
                {
                    PartNumber = ReadText(root, "partnumber"),
                };
            case "done":
                var hasResult = root.TryGetProperty("result", out var result); // absent in a batch
                return new(AgentStatus.Done, jobId, 0, 0, ReadText(root, "message"), ReadResult(result))
                {
                    WrongResult = !hasResult || result.ValueKind is JsonValueKind.Object ? null : NameKind(result),
                };
            default:
                return null;
        }
    }

    private static ClassificationResult? ReadResult(JsonElement element) => element.ValueKind is not JsonValueKind.Object ? null : new()
    {
        Partnumber = ReadText(element, "partnumber"),
        Ncm = KeepDigits(ReadText(element, "ncm"), 8),
        Description = ReadText(element, "description"),
        Exception = KeepDigits(ReadText(element, "exception"), 3),
        Nve = ReadText(element, "nve"),
        Fabricante = ReadText(element, "fabricante"),
        Endereco = ReadText(element, "endereco"),
        Pais = ReadText(element, "pais"),
        ConfidenceScore = ReadConfidence(element),
        ShortDescription = ReadText(element, "short_description"),
        Alternatives = ReadAny(element, "alternatives"),
        Evidence = ReadAny(element, "evidence"),
        Rationale = ReadAny(element, "rationale"),
        Questions = ReadAny(element, "questions"),
        NeedsReview = element.TryGetProperty("needs_review", out var review)
        && review.ValueKind is JsonValueKind.True or JsonValueKind.False ? review.GetBoolean() : null,
    };

    private static string NameKind(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined ? "nothing" : value.ValueKind.ToString().ToLowerInvariant();

    private static string? ReadText(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => CutText(ReadString(value)),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    private static string? CutText(string? text)
    {
        var clean = text?.Replace("\0", "", StringComparison.Ordinal).Trim(); // PostgreSQL holds no U+0000
        return clean is null or "" ? null : clean.Length <= LongestText ? clean
            : clean[..(char.IsHighSurrogate(clean[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }

    /// <summary>Null where half a surrogate pair makes it no text at all.</summary>
    private static string? ReadString(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? KeepDigits(string? text, int longest)
    {
        var digits = text is null ? "" : string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length is 0 ? null : digits.Length <= longest ? digits : null;
    }

    private static int ReadNumber(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt32(out var number) ? number : 0;

    private static double? ReadConfidence(JsonElement element)
    {
        if (!element.TryGetProperty("confidence_score", out var value) || value.ValueKind is not JsonValueKind.Number
            || !value.TryGetDouble(out var score))
        {
            return null;
        }

        return Math.Clamp(score > 1 ? score / 100 : score, 0, 1); // some agents servers report percent
    }

    private static JsonElement? ReadAny(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
        && IsStorable(value) ? value.Clone() : null;

    // What PostgreSQL's jsonb refuses would fail with every answer that it stands in.
    private static bool IsStorable(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => !value.GetString()!.Contains('\0', StringComparison.Ordinal),
                JsonValueKind.Object => value.EnumerateObject()
                    .All(member => !member.Name.Contains('\0', StringComparison.Ordinal) && IsStorable(member.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(IsStorable),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair
        }
    }
}
