using Nexa.Documents.Pdf;

namespace Nexa.Documents.Ocr;

/// <summary>Adds the recognized text of scanned pages to the pages that have text, and says which ones stay unread.</summary>
internal static class ScannedPages
{
    public static (List<PageText> Pages, List<LeftOut> LeftOut) AddScans(PdfContent pdf)
    {
        if (pdf.Scans.Count == 0)
        {
            return (pdf.Pages, []);
        }

        var leftOut = new List<LeftOut>();
        var recognized = new List<PageText>();
        foreach (var (scan, index) in pdf.Scans.Select((s, i) => (s, i)))
        {
            var read = index < TesseractReader.MostPages
                && scan.Image is { } image ? TesseractReader.ReadPages(image, scan.Number, scan.Width) : new([], false);
            recognized.AddRange(read.Pages.Take(1));
            if (read.Pages.Count == 0)
            {
                leftOut.Add(new(ExplainPage(index, read.IsBeyondLimits), scan.Number, 1));
            }
        }

        List<PageText> pages = [.. pdf.Pages.Concat(recognized).OrderBy(p => p.Number)];
        return pages.Count > 0 ? (pages, leftOut)
            : throw new UnreadableDocumentException("image_only", $"PDF sem camada de texto. {leftOut[0].Why}");
    }

    private static string ExplainPage(int index, bool isBeyondLimits) =>
        !TesseractReader.IsInstalled ? "A página é uma imagem digitalizada, sem texto. " + TesseractReader.NotInstalled
        : index >= TesseractReader.MostPages
        ? $"A página é uma imagem digitalizada; são lidas até {TesseractReader.MostPages} por documento."
        : isBeyondLimits ? "A página é uma imagem digitalizada; a leitura dela excedeu os limites de tempo e de memória."
        : "A página é uma imagem digitalizada; nenhum texto foi reconhecido nela.";
}
