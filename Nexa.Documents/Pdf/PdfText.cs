using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;

namespace Nexa.Documents.Pdf;

/// <summary>
/// A PDF's pages as words and rulings. Runs in the child process: PdfPig can hang, and a stack overflow cannot be caught.
/// </summary>
internal static class PdfText
{
    public const int MostPages = 1000;

    /// <summary>The code of the refusal of a page that the document does not have.</summary>
    public const string NoSuchPage = "no_such_page";

    private const int MostLettersPerPage = 200_000;
    private const int MostLetters = 12_000_000;

    /// <summary>Limit for nested forms and arrays: real documents nest a few levels, the child's stack holds some thousand.</summary>
    private const int DeepestNesting = 100;

    private static readonly ParsingOptions Options =
        new() { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false, MaxStackDepth = DeepestNesting };

    public static PdfContent ReadContent(byte[] content)
    {
        CheckContent(content);
        using var document = OpenDocument(content);
        var count = CountPages(document);
        var pages = new List<PageText>(count);
        var scans = new List<ScannedPage>();
        var (letters, broken, empty) = (0, new List<int>(), 0);
        for (var number = 1; number <= count; number++)
        {
            Page page;
            try
            {
                page = document.GetPage(number);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken.Add(number); // One damaged page must not stop the others.
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
                empty += PageImages.HasImage(page) ? 0 : 1;
                scans.AddRange(PageImages.HasImage(page) ? [PageImages.TakeImage(page)] : []);
                continue;
            }

            pages.Add(BuildPage(page, onPage));
        }

        var withText = pages.Exists(p => p.Lines.Count > 0);
        if (!withText && scans.Count == 0)
        {
            throw broken.Count == count
                ? new UnreadableDocumentException("damaged", "O PDF está danificado: nenhuma de suas páginas pode ser lida.")
                : new UnreadableDocumentException("no_text", "PDF sem camada de texto: não há texto em nenhuma página.");
        }

        return new(withText ? pages : [], count, scans,
            [.. broken.Select(n => new LeftOut("A página está danificada e não pôde ser lida.", n, 1))], ReadAttachments(document));
    }

    /// <summary>One page, for its picture; a page without text has no lines.</summary>
    public static PageText ReadPage(byte[] content, int number)
    {
        CheckContent(content);
        using var document = OpenDocument(content);
        if (number < 1 || number > CountPages(document))
        {
            throw new UnreadableDocumentException(NoSuchPage, $"O documento não tem a página {number}.");
        }

        try
        {
            var page = document.GetPage(number);
            var letters = page.Letters;
            return letters.Count is > 0 and <= MostLettersPerPage ? BuildPage(page, letters)
                : new PageText(number, page.Width, page.Height, [], [], []);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UnreadableDocumentException("damaged", "A página está danificada e não pôde ser lida.");
        }
    }

    private static PageText BuildPage(Page page, IReadOnlyList<Letter> letters)
    {
        var frame = PageFrame.FromPage(page, letters);
        var (horizontal, vertical) = FindRulings(page, frame);
        return new PageText(page.Number, frame.Width, frame.Height, WordBuilder.BuildLines(letters, frame), horizontal, vertical)
        {
            IsScanned = IsHidden(letters) && PageImages.HasImage(page),
        };
    }

    /// <summary>Invisible text over an image comes from an earlier text recognition.</summary>
    private static bool IsHidden(IReadOnlyList<Letter> letters) =>
        letters.Count(l => l.RenderingMode is TextRenderingMode.Neither) > letters.Count * 0.8;

    private static List<ReadOnlyMemory<byte>> ReadAttachments(PdfDocument document)
    {
        try
        {
            return document.Advanced.TryGetEmbeddedFiles(out var files)
                ? [.. files.Where(f => f.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)).Select(f => f.Memory)] : [];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return []; // A damaged attachment must not cost the pages.
        }
    }

    private static void CheckContent(byte[] content)
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

    private static PdfDocument OpenDocument(byte[] content)
    {
        try
        {
            return PdfDocument.Open(content, Options);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableDocumentException("encrypted", "O PDF está protegido por senha: salve-o sem senha e envie-o novamente.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var cut = content.AsSpan(Math.Max(0, content.Length - 2048)).IndexOf("%%EOF"u8) < 0;
            throw cut
                ? new UnreadableDocumentException("truncated", "O PDF está incompleto: o arquivo termina antes do fim. Envie-o novamente.")
                : new UnreadableDocumentException("damaged", "O PDF está danificado e não pode ser lido.");
        }
    }

    private static int CountPages(PdfDocument document)
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

    private static (List<Ruling>, List<Ruling>) FindRulings(Page page, PageFrame frame)
    {
        try
        {
            return Rulings.FindRulings(page, frame);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ([], []);
        }
    }
}
