using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Documents;

namespace Nexa.Api.Features.Documents;

/// <summary>The section <c>Documents</c>, as far as the API reads it.</summary>
public sealed class UploadSettings
{
    /// <summary>Bytes of the largest file taken.</summary>
    [Range(1024, 1L << 30)]
    public long MaxSize { get; set; } = 25L << 20;

    /// <summary>How long an upload's answer waits for the part numbers.</summary>
    public TimeSpan WaitFor { get; set; } = TimeSpan.FromSeconds(5);
}

/// <param name="AlreadySent">The same file had been sent before.</param>
/// <param name="Partnumbers">What was found so far; empty where they come as an event.</param>
public sealed record UploadAccepted(
    string Message, Guid TaskId, string RoomId, Guid DocumentId, bool AlreadySent, IReadOnlyList<string> Partnumbers, int TotalPartnumbers,
    IReadOnlyList<ClassificationResult> Classifications);

/// <summary>One time that the file was sent, or its lines were classified anew.</summary>
public sealed record DocumentTask(Guid Id, DateTimeOffset CreatedAt);

/// <param name="KeptUntil">When the file's time is up: it is erased within the hour after; null where it was erased already.</param>
/// <param name="Tasks">Each time that the same file was sent, or its lines were classified anew, oldest first.</param>
/// <param name="Extraction">Supplier, number, date, currency, total and lines; null until they have been read.</param>
public sealed record DocumentView(
    Guid Id, string FileName, string ContentType, long Size, string Sha256, DateTimeOffset CreatedAt, DateTimeOffset? ErasedAt,
    DateTimeOffset? KeptUntil, IReadOnlyList<Guid> TaskIds, IReadOnlyList<DocumentTask> Tasks, JsonElement? Extraction);

public sealed record DocumentPage(IReadOnlyList<DocumentSummary> Items, string? NextCursor);
