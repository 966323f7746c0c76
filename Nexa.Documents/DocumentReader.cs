using Nexa.Documents.Ocr;
using Nexa.Documents.Sheets;
using Nexa.Documents.Xml;

namespace Nexa.Documents;

/// <summary>Reads a file of any kind that Nexa accepts.</summary>
internal static class DocumentReader
{
    public static ExtractedDocument Read(byte[] content, ExtractionRequest request) => request.Kind switch
    {
        "pdf" => DocumentExtractor.FromPdf(content, request.Supplier),
        "image" => ImageReader.Read(content, request.Supplier),
        "xml" => XmlDocuments.Read(content, request.Supplier),
        _ => SheetExtractor.Read(content, request),
    };
}
