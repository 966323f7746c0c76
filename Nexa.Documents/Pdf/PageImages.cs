using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace Nexa.Documents.Pdf;

/// <summary>The image of a scanned page.</summary>
internal static class PageImages
{
    public static bool HasImage(Page page)
    {
        try
        {
            return page.NumberOfImages > 0;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return true;
        }
    }

    /// <summary>The page's largest picture: a scanner writes one a page.</summary>
    public static ScannedPage TakeImage(Page page)
    {
        try
        {
            var image = page.GetImages().MaxBy(i => (long)i.WidthInSamples * i.HeightInSamples);
            return new(page.Number, page.Width, page.Height, image is null ? null : EncodeImage(image));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new(page.Number, page.Width, page.Height, null);
        }
    }

    private static byte[]? EncodeImage(IPdfImage image) =>
        Enlargement.EnlargeImage(image) is { } enlarged ? enlarged
        : IsJpeg(image) ? image.RawMemory.ToArray()
        : image.TryGetPng(out var png) ? png
        : null;

    private static bool IsJpeg(IPdfImage image) =>
        image.ImageDictionary.TryGet(NameToken.Filter, out var filter)
        && (filter is NameToken name ? name.Data : filter is ArrayToken { Data: [.., NameToken last] } ? last.Data : "") is "DCTDecode"
        or "DCT"
        && image.RawMemory.Span is [0xFF, 0xD8, ..];
}
