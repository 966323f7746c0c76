namespace Nexa.Documents.Ocr;

/// <summary>A photo or a scan: PNG, JPEG or TIFF.</summary>
internal static class ImageReader
{
    public static ExtractedDocument ReadDocument(byte[] content, string? supplier)
    {
        if (!TesseractReader.IsInstalled)
        {
            throw new UnreadableDocumentException("image_only", "O arquivo é uma imagem. " + TesseractReader.NotInstalled);
        }

        var pages = TesseractReader.ReadPages(content, 1, null);
        return pages.Count == 0 ? throw new UnreadableDocumentException("image_only", "Nenhum texto foi reconhecido na imagem.")
            : DocumentExtractor.ExtractPages(pages, supplier);
    }
}
