using Nexa.Documents.Ocr;
using Nexa.Documents.Several;
using Nexa.Documents.Sheets;
using Nexa.Documents.Xml;

namespace Nexa.Documents;

/// <summary>Reads a file of any kind that Nexa accepts.</summary>
internal static class DocumentReader
{
    public static ExtractedDocument ReadDocument(byte[] content, ExtractionRequest request) => request.Kind switch
    {
        "pdf" => DocumentExtractor.ExtractPdf(content, request.Supplier),
        "image" => ImageReader.ReadDocument(content, request.Supplier),
        "zip" => ArchiveReader.ReadDocument(content, request),
        "xml" => XmlDocuments.ReadDocument(content, request.Supplier),
        _ => SheetExtractor.ReadDocument(content, request),
    };
}
