using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Documents;

/// <summary>A line of a document, with what is needed to show where it stands.</summary>
public sealed record DocumentLine(DocumentView Document, ExtractedLine Line);

/// <summary>Finds where part numbers stand in documents; keeps the last few documents that were read.</summary>
internal sealed class DocumentLines(Calls calls)
{
    /// <summary>A review goes through the lines of one document after the other.</summary>
    private const int MostKept = 6;

    private readonly Dictionary<Guid, DocumentView> kept = [];
    private readonly Queue<Guid> order = [];

    /// <summary>The line that a classification comes from; null where its part number came without a document.</summary>
    public async Task<DocumentLine?> FindAsync(ClassificationView classification)
    {
        var part = await calls.FindQuietlyAsync(nexa => nexa.Rest.GetPartNumberAsync(classification.Partnumber));
        var documents = (part?.Parts ?? []).SelectMany(one => one.Documents).DistinctBy(document => document.Id).ToList();
        var own = documents.Find(document => document.Task_id == classification.Task_id) ?? documents.FirstOrDefault();
        return own is not null && await ReadDocumentAsync(own.Id) is { } document
            && FindLine(document, classification.Partnumber) is { } line
            ? new DocumentLine(document, line) : null;
    }

    public async Task<DocumentView?> ReadDocumentAsync(Guid id)
    {
        if (kept.TryGetValue(id, out var known) && known.Extraction is not null)
        {
            return known;
        }

        var document = await calls.FindQuietlyAsync(nexa => nexa.Rest.GetDocumentAsync(id));
        if (document is not null && kept.TryAdd(id, document))
        {
            order.Enqueue(id); // a document that was forgotten and read anew stands here twice: then fewer are kept
            if (order.Count > MostKept)
            {
                kept.Remove(order.Dequeue());
            }
        }

        return document;
    }

    /// <summary>The document's lines may have changed: it is read anew.</summary>
    public void Forget(Guid id) => kept.Remove(id);

    public static ExtractedLine? FindLine(DocumentView document, string partNumber) =>
        document.Extraction?.Lines.FirstOrDefault(line => line.Partnumber == partNumber);
}
