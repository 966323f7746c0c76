namespace Nexa.Documents.Pdf;

/// <summary>What a PDF holds: its pages with text, its scanned pages, the files that it carries and what could not be read.</summary>
internal sealed record PdfContent(List<PageText> Pages, int PageCount, List<ScannedPage> Scans, List<LeftOut> LeftOut,
    List<ReadOnlyMemory<byte>> Attachments);

/// <summary>A page that is a picture, in a format that Tesseract reads; without an image where the file's could not be taken out.</summary>
internal sealed record ScannedPage(int Number, double Width, double Height, byte[]? Image);
