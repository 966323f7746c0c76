using Nexa.Core.Jobs;

namespace Nexa.Core.Documents;

/// <summary>Read the line items out of a document and give them to the task that waits for them.</summary>
/// <param name="Mapping">For spreadsheets: the column of each field.</param>
public sealed record ExtractDocument(
    Guid TaskId, Guid DocumentId, string? Supplier = null, Dictionary<string, string>? Mapping = null) : IJobPayload
{
    public static string Kind => "extract-document";
}
