using System.Text.Json;

namespace Nexa.Core.Contracts;

/// <summary>Something that an answer says of the goods, and where it comes from.</summary>
public sealed record AnswerFact(string Field, string Value, string? Source);

/// <summary>A code that was weighed and not chosen.</summary>
public sealed record AnswerAlternative(string Ncm, string? Description, string? Reason);

/// <summary>
/// Evidence, alternatives and questions of an answer in the form in which Nexa's agents write them. Other agents may write others: what has
/// another form is left out here and stays in the answer.
/// </summary>
public static class AnswerParts
{
    public static IReadOnlyList<AnswerFact> ListEvidence(JsonElement? evidence) =>
    [
        .. ListObjects(evidence)
            .Select(one => (Field: ReadText(one, "field"), Value: ReadText(one, "value"), Source: ReadText(one, "source")))
            .Where(one => one.Field is not null && one.Value is not null)
            .Select(one => new AnswerFact(one.Field!, one.Value!, one.Source)),
    ];

    public static IReadOnlyList<AnswerAlternative> ListAlternatives(JsonElement? alternatives) =>
    [
        .. ListObjects(alternatives).Where(one => ReadText(one, "ncm") is not null)
            .Select(one => new AnswerAlternative(ReadText(one, "ncm")!, ReadText(one, "description"), ReadText(one, "reason"))),
    ];

    public static IReadOnlyList<string> ListQuestions(JsonElement? questions) =>
        questions is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!)
                .Where(text => !string.IsNullOrWhiteSpace(text))]
            : [];

    private static IEnumerable<JsonElement> ListObjects(JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.Object) : [];

    private static string? ReadText(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            && value.ToString() is { Length: > 0 } text ? text : null;
}
