using Nexa.Documents.Pdf;

namespace Nexa.Documents.Xml;

/// <summary>Tells where a PDF prints something else than the XML that it carries.</summary>
internal static class EmbeddedXml
{
    public static ExtractedDocument CompareWithPrint(ExtractedDocument xml, PdfContent pdf)
    {
        if (pdf.Pages.Count == 0)
        {
            return xml with { Pages = pdf.PageCount };
        }

        var words = pdf.Pages.SelectMany(p => p.Lines).ToList();
        NumberFormat.LearnFromWords(words.SelectMany(l => l.Words).Select(w => w.Text));
        var printed = words.SelectMany(l => l.Words.Select(w => w.Text).Concat(l.Phrases.Select(p => p.Text))).Select(NumberText.Parse)
            .OfType<decimal>().ToHashSet();
        var warnings = new List<string>(xml.Warnings);
        if (xml.Total is { } total && !printed.Contains(total))
        {
            warnings.Add($"O XML embutido diz que o total é {total}; o PDF não imprime esse valor.");
        }

        var missing = xml.Lines.Count(l => l.Quantity is { } quantity && !printed.Contains(quantity));
        if (missing > 0)
        {
            warnings.Add($"{missing} quantidades do XML embutido não estão no PDF.");
        }

        return xml with { Pages = pdf.PageCount, Warnings = warnings };
    }
}
