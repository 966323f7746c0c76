using System.Text.Json.Serialization;

namespace Nexa.Core.Contracts;

/// <summary>The events of a task, by the names that clients know. Each reaches them with task_id, room_id and seq added.</summary>
public static class ClientEvents
{
    public const string UpdateStatus = "classification_update_status";
    public const string Partial = "partial_result";
    public const string Finished = "classification_finished";
    public const string BatchFinished = "batch_classification_finished";

    /// <summary>After these nothing follows in the room.</summary>
    public static bool IsLast(string name, string payload) =>
        name is Finished or BatchFinished || (name is UpdateStatus && payload.Contains("\"final\":true", StringComparison.Ordinal));
}

/// <param name="Status"><c>processing</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Final">True on a status after which nothing follows.</param>
/// <param name="Partnumbers">The part numbers found, where a document was read after its upload was answered.</param>
public sealed record StatusUpdate(string Status, int Current, int Total, string? Message, string? JobId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Final = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Partnumbers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? ChecksLines = null);

public sealed record PartialResult(int Current, int Total, string? Message, ClassificationResult SingleClassification);

public sealed record ClassificationFinished(string Status, string Message, string Partnumber, ClassificationResult Result);

/// <param name="Status"><c>done</c> or <c>failed</c>.</param>
public sealed record BatchFinished(string Status, string Message, IReadOnlyList<string> Partnumbers, IReadOnlyDictionary<string,
    BatchItem> Result);

/// <summary>
/// What became of one part number of a batch; the whole answer came as its partial_result and stands in <c>GET /tasks/{id}</c>.
/// </summary>
public sealed record BatchItem(string Status, string? Ncm, double? ConfidenceScore, string? Error);
