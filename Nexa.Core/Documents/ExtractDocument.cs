using Nexa.Core.Jobs;

namespace Nexa.Core.Documents;

/// <summary>Read the line items out of a document and give them to the task that waits for them.</summary>
/// <param name="Mapping">For spreadsheets: the column of each field.</param>
/// <param name="ChecksLines">A person checks the lines first: the task waits for them.</param>
public sealed record ExtractDocument(
    Guid TaskId, Guid DocumentId, string? Supplier = null, Dictionary<string, string>? Mapping = null, bool ChecksLines = false) : IJobPayload
{
    public static string Kind => "extract-document";
}
