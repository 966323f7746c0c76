using Nexa.Documents.Heads;
using Nexa.Documents.Layouts;
using Nexa.Documents.Ocr;
using Nexa.Documents.Pdf;
using Nexa.Documents.Several;
using Nexa.Documents.Xml;

namespace Nexa.Documents;

/// <summary>
/// Reads the line items out of a PDF: an XML that it carries is exact; else every layout reads it, and the best-scoring one wins.
/// </summary>
internal static class DocumentExtractor
{
    /// <summary>Specific layouts stand before generic ones: of equal scores the first wins.</summary>
    private static readonly ILayout[] All =
        [new MouserLayout(), new LabelledLayout(), new TableLayout(), new PurchaseOrderLayout(), new ArithmeticLayout()];

    private static readonly BlockLayout Blocks = new();

    /// <summary>At least this share of a block layout's items must multiply; the rest may have a misprint or a discount.</summary>
    private const double ProvenBlocks = 0.7;

    /// <summary>Above this score on nearly every page, layouts without headers are not tried.</summary>
    private const double GoodScore = 1.5;

    /// <summary>Numbers of the first pages tell how all are written.</summary>
    private const int SampledPages = 50;

    public static ExtractedDocument ExtractPdf(byte[] content, string? supplier)
    {
        var pdf = PdfText.ReadContent(content);
        if (pdf.Attachments.Select(XmlDocuments.TryReadDocument).FirstOrDefault(d => d is not null) is { } exact)
        {
            return EmbeddedXml.CompareWithPrint(exact, pdf) with { Supplier = exact.Supplier ?? supplier };
        }

        var (pages, leftOut) = ScannedPages.AddScans(pdf);
        var read = ExtractRuns(pages, supplier);
        return read with { Pages = pdf.PageCount, LeftOut = [.. pdf.LeftOut, .. leftOut, .. read.LeftOut] };
    }

    /// <summary>Each document of the PDF by itself, unless fewer lines are read so than out of the pages as one document.</summary>
    public static ExtractedDocument ExtractRuns(IReadOnlyList<PageText> pages, string? supplier)
    {
        var whole = ExtractPages(pages, supplier);
        var runs = PageRuns.Split(pages, whole.Lines);
        if (runs.Count == 1)
        {
            return whole;
        }

        var apart = SeveralDocuments.CombineRuns(runs.Select(run => (run[0].Number, ExtractPages(run, supplier))));
        return apart.LinesWithPartnumber >= whole.LinesWithPartnumber ? apart : whole;
    }

    public static ExtractedDocument ExtractPages(IReadOnlyList<PageText> pages, string? supplier)
    {
        NumberFormat.LearnFromWords(pages.Take(SampledPages).SelectMany(p => p.Lines).SelectMany(l => l.Words).Select(w => w.Text));
        var text = new DocumentText(pages);
        var (name, items) = ReadBest(text, supplier);
        List<LeftOut> leftOut = [.. text.SetAside, .. TableLayout.ListCharges(text.Rows, items)];
        items = CopiedPages.RemoveCopies(pages, items, leftOut);
        foreach (var item in items.Where(i => pages.Any(p => p.Number == i.Page && p.IsScanned)))
        {
            item.MarkScanned();
        }

        var (total, totalCurrency, addsUp) = DocumentTotal.FindTotal(pages, items);
        var currency = items.GroupBy(i => i.Currency, StringComparer.Ordinal).Where(g => g.Key is not null and not "$")
            .MaxBy(g => g.Count())?.Key
            ?? DocumentFacts.FindCurrency(pages) ?? totalCurrency ?? items.Find(i => i.Currency is not null)?.Currency;
        currency = currency is "$" ? "USD" : currency;
        var above = items.Find(i => i.Box is not null && i.Page == pages[0].Number)?.Box!.Top ?? double.MaxValue;
        var head = DocumentFacts.TakeHead(pages, above);
        var kind = DocumentTitle.FindKind(head);
        var (seller, buyer) = Parties.Find(head, kind, hasItems: above < double.MaxValue);
        var codes = items.SelectMany(i => new[] { i.Partnumber, i.SupplierPart, i.CustomerPart }).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var number = DocumentFacts.FindNumber(pages, above, kind, codes);
        return new ExtractedDocument
        {
            Layout = name,
            Kind = kind,
            Supplier = seller.Name ?? supplier,
            Buyer = buyer.Name,
            DocumentNumber = number,
            Date = DocumentFacts.FindDate(pages),
            Currency = currency,
            Total = total,
            AddsUp = total is null || items.Count == 0
                || !items.TrueForAll(i => i.Total is not null || i.UnitPrice is not null) ? null : addsUp,
            Pages = pages.Count,
            PageSizes = [.. pages.Select(page => new PageSize(page.Number, Math.Round(page.Width, 1), Math.Round(page.Height, 1)))],
            Lines = LineBuilder.Build(items, currency),
            LeftOut = leftOut,
            Confidences = RateFields(seller, buyer, number is not null, total is not null, addsUp),
        };
    }

    private static (string Name, List<Item> Items) ReadBest(DocumentText text, string? supplier)
    {
        if (Blocks.ReadItems(text) is { Count: > 0 } blocks && blocks.Count(IsProven) >= blocks.Count * ProvenBlocks)
        {
            return (Blocks.Name, blocks); // its lines fit the header's lines, and the numbers of each item multiply
        }

        var (name, items) = ("none", new List<Item>());
        var best = 0.0;
        foreach (var layout in All)
        {
            if (layout is ArithmeticLayout && best > items.Count * GoodScore
                && items.Select(i => i.Page).Distinct().Count() >= text.Pages.Count * 0.8)
            {
                break;
            }

            var read = layout.ReadItems(text);
            var hinted = read.Count > 0 && supplier?.Contains(layout.Name, StringComparison.OrdinalIgnoreCase) is true;
            var score = read.Sum(i => i.Score) + (hinted ? 1 : 0);
            if (score > best + 1e-6)
            {
                (name, items, best) = (layout.Name, read, score);
            }
        }

        return (name, items);
    }

    private static bool IsProven(Item item) =>
        item.Partnumber is not null && (item.Multiplies ?? (item.Quantity is not null && item.UnitPrice is not null));

    private static Dictionary<string, double> RateFields(Party seller, Party buyer, bool hasNumber, bool hasTotal, bool addsUp)
    {
        var confidences = new Dictionary<string, double>(StringComparer.Ordinal);
        void Add(string name, bool has, double confidence)
        {
            if (has)
            {
                confidences[name] = confidence;
            }
        }

        Add("supplier", seller.Name is not null, seller.Confidence);
        Add("buyer", buyer.Name is not null, buyer.Confidence);
        Add("document_number", hasNumber, 0.9);
        Add("total", hasTotal, addsUp ? 0.99 : 0.6);
        return confidences;
    }
}
