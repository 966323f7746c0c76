using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Nexa.Agents.Pipeline;

namespace Nexa.Agents.Server;

public sealed record SingleRequest(string? ProgressChannel, string? Partnumber, string? Description, string? Manufacturer,
    string? Supplier);

public sealed record BatchRequest(string? ProgressChannel, Dictionary<string, BatchItem?>? Partnumbers);

public sealed record BatchItem(string? Description, string? Manufacturer, string? Supplier);

internal sealed record JobAccepted(string JobId);

internal sealed record JobRefused(string Error);

internal sealed record ProgressMessage(string Status, string JobId, Progress Progress);

internal sealed record Progress(int Current, int Total, string Message);

internal sealed record PartialResultMessage(string Status, string JobId, int Current, int Total, string Message,
    Classification SingleClassification);

internal sealed record FailedMessage(string Status, string JobId, string Error);

internal sealed record DoneMessage(string Status, string JobId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Classification? Result);

/// <summary>The wire format of the contract: snake_case, Portuguese letters as they are, HTML-sensitive characters escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SingleRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(JobAccepted))]
[JsonSerializable(typeof(JobRefused))]
[JsonSerializable(typeof(ProgressMessage))]
[JsonSerializable(typeof(PartialResultMessage))]
[JsonSerializable(typeof(FailedMessage))]
[JsonSerializable(typeof(DoneMessage))]
[JsonSerializable(typeof(Classification))]
internal sealed partial class AgentJson : JsonSerializerContext
{
    public static AgentJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
