using System.Globalization;
using Nexa.Documents.Layouts;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Explain;

/// <summary><c>explain &lt;pdf&gt; [page]</c>: the first page with rows, or the page asked for, drawn as SVG.</summary>
internal static class ExplainVerb
{
    public static int Run(string file, string[] page)
    {
        try
        {
            var pages = PdfText.ReadContent(File.ReadAllBytes(file)).Pages;
            if (pages.Count == 0)
            {
                Console.Error.WriteLine("No page has text: the pages are pictures.");
                return 1;
            }

            var text = new DocumentText(pages);
            var wanted = page is [var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var asked) ? asked
                : text.Rows.FirstOrDefault()?.Page ?? pages[0].Number;
            if (pages.Find(p => p.Number == wanted) is not { } drawn)
            {
                Console.Error.WriteLine($"Page {wanted} has no text.");
                return 1;
            }

            var document = DocumentExtractor.ExtractPages(pages, null);
            Console.Out.Write(PageDrawing.DrawPage(drawn, text.Rows.Where(r => r.Page == wanted).ToList(), document));
            return 0;
        }
        catch (UnreadableDocumentException why)
        {
            Console.Error.WriteLine($"{why.Code}: {why.Message}");
            return 1;
        }
    }
}
