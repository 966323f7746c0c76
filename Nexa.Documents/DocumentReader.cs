using Nexa.Documents.Sheets;

namespace Nexa.Documents;

/// <summary>Reads a file of any kind that Nexa accepts.</summary>
internal static class DocumentReader
{
    public static ExtractedDocument Read(byte[] content, ExtractionRequest request) => request.Kind switch
    {
        "pdf" => DocumentExtractor.FromPdf(content, request.Supplier),
        _ => SheetExtractor.Read(content, request),
    };
}
