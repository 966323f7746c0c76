using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace Nexa.Documents.Pdf;

/// <summary>A PDF's pages as words and rulings. Runs in the child process: PdfPig can hang, and a stack overflow cannot be caught.</summary>
internal static class PdfText
{
    public const int MostPages = 1000;
    private const int MostLettersPerPage = 200_000;
    private const int MostLetters = 12_000_000;

    private static readonly ParsingOptions Options = new() { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false };

    public static List<PageText> Read(byte[] content)
    {
        Check(content);
        using var document = Open(content);
        var count = Pages(document);
        var pages = new List<PageText>(count);
        var (images, letters, broken) = (0, 0, 0);
        for (var number = 1; number <= count; number++)
        {
            Page page;
            try
            {
                page = document.GetPage(number);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken++; // one damaged page does not spoil the others
                continue;
            }

            var onPage = page.Letters;
            letters += onPage.Count;
            if (onPage.Count > MostLettersPerPage || letters > MostLetters)
            {
                throw new UnreadableDocumentException("too_complex", $"A página {number} tem texto demais para um documento comercial.");
            }

            if (onPage.Count == 0)
            {
                images += HasImage(page) ? 1 : 0;
                continue;
            }

            var frame = PageFrame.Of(page, onPage);
            var (horizontal, vertical) = SafeRulings(page, frame);
            pages.Add(new PageText(number, frame.Width, frame.Height, WordBuilder.Lines(onPage, frame), horizontal, vertical));
        }

        return pages.Exists(p => p.Lines.Count > 0) ? pages : throw Nothing(count, images, broken);
    }

    private static void Check(byte[] content)
    {
        if (content.Length == 0)
        {
            throw new UnreadableDocumentException("empty", "O arquivo está vazio.");
        }

        if (content.AsSpan(0, Math.Min(content.Length, 1024)).IndexOf("%PDF"u8) < 0)
        {
            throw new UnreadableDocumentException("not_a_pdf", "O arquivo não é um PDF.");
        }
    }

    private static PdfDocument Open(byte[] content)
    {
        try
        {
            return PdfDocument.Open(content, Options);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableDocumentException("encrypted", "O PDF está protegido por senha: salve-o sem senha e envie de novo.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var cut = content.AsSpan(Math.Max(0, content.Length - 2048)).IndexOf("%%EOF"u8) < 0;
            throw cut ? new UnreadableDocumentException("truncated", "O PDF está incompleto: o arquivo termina antes do fim. Envie-o de novo.")
                : new UnreadableDocumentException("damaged", "O PDF está danificado e não pode ser lido.");
        }
    }

    private static int Pages(PdfDocument document)
    {
        int count;
        try
        {
            count = document.NumberOfPages;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UnreadableDocumentException("damaged", "O PDF está danificado e não pode ser lido.");
        }

        return count switch
        {
            0 => throw new UnreadableDocumentException("damaged", "O PDF não tem páginas."),
            > MostPages => throw new UnreadableDocumentException("too_many_pages", $"O PDF tem {count} páginas; o limite é {MostPages}."),
            _ => count,
        };
    }

    private static UnreadableDocumentException Nothing(int count, int images, int broken) =>
        images > 0 ? new("image_only", "PDF sem camada de texto: é uma imagem digitalizada.")
        : broken == count ? new("damaged", "O PDF está danificado: nenhuma de suas páginas pode ser lida.")
        : new("no_text", "PDF sem camada de texto: não há texto em nenhuma página.");

    private static bool HasImage(Page page)
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

    private static (List<Ruling>, List<Ruling>) SafeRulings(Page page, PageFrame frame)
    {
        try
        {
            return Rulings.Of(page, frame);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ([], []);
        }
    }
}
