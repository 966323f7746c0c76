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

        var read = TesseractReader.ReadPages(content, 1, null);
        return read.Pages.Count > 0 ? DocumentExtractor.ExtractPages(read.Pages, supplier)
            : throw new UnreadableDocumentException("image_only", read.IsBeyondLimits
                ? "A leitura da imagem excedeu os limites de tempo e de memória; envie uma imagem menor."
                : "Nenhum texto foi reconhecido na imagem.");
    }
}
