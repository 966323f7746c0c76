using Nexa.Documents.Layouts;
using Nexa.Documents.Pdf;

namespace Nexa.Documents;

/// <summary>Reads the line items out of a document: every layout reads it, the best-scoring one wins.</summary>
internal static class DocumentExtractor
{
    /// <summary>The particular before the generic: with equal scores the first wins.</summary>
    private static readonly ILayout[] All = [new MouserLayout(), new LabelledLayout(), new TableLayout(), new PurchaseOrderLayout(), new ArithmeticLayout()];

    /// <summary>Items this good on nearly every page leave nothing to look for without headers.</summary>
    private const double GoodScore = 1.5;

    public static ExtractedDocument FromPdf(byte[] content, string? supplier) => FromPages(PdfText.Read(content), supplier);

    public static ExtractedDocument FromPages(IReadOnlyList<PageText> pages, string? supplier)
    {
        NumberFormat.Learn(pages.Take(50).SelectMany(p => p.Lines).SelectMany(l => l.Words).Select(w => w.Text));
        var text = new DocumentText(pages);
        var (name, items) = ("none", new List<Item>());
        var best = 0.0;
        foreach (var layout in All)
        {
            if (layout is ArithmeticLayout && best > items.Count * GoodScore && items.Select(i => i.Page).Distinct().Count() >= pages.Count * 0.8)
            {
                break;
            }

            var read = layout.Read(text);
            var score = read.Sum(i => i.Score) + (read.Count > 0 && supplier is { } hint && hint.Contains(layout.Name, StringComparison.OrdinalIgnoreCase) ? 1 : 0);
            if (score > best + 1e-6)
            {
                (name, items, best) = (layout.Name, read, score);
            }
        }

        var (total, totalCurrency, addsUp) = DocumentTotal.Of(pages, items);
        var currency = items.GroupBy(i => i.Currency, StringComparer.Ordinal).Where(g => g.Key is not null and not "$").MaxBy(g => g.Count())?.Key
            ?? DocumentFacts.Currency(pages) ?? totalCurrency ?? items.Find(i => i.Currency is not null)?.Currency;
        currency = currency is "$" ? "USD" : currency;
        var above = items.Find(i => i.Box is not null && i.Page == pages[0].Number)?.Box!.Top ?? double.MaxValue;
        return new ExtractedDocument
        {
            Layout = name,
            Supplier = SupplierName.Of(pages, above) ?? supplier,
            DocumentNumber = DocumentFacts.Number(pages, above),
            Date = DocumentFacts.Date(pages),
            Currency = currency,
            Total = total,
            AddsUp = total is null || items.Count == 0 || !items.TrueForAll(i => i.Total is not null || i.UnitPrice is not null) ? null : addsUp,
            Pages = pages.Count,
            Lines = LineBuilder.Build(items, currency),
        };
    }
}
