using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>A document's pages and the rows of its tables, shared by all layouts.</summary>
internal sealed class DocumentText(IReadOnlyList<PageText> pages)
{
    public IReadOnlyList<PageText> Pages => pages;
    private List<LeftOut>? aside;

    public List<Row> Rows => field ??= ReadRows();

    /// <summary>The decimal separator of the language that the headers are in; '\0' without a header.</summary>
    public char DecimalPoint => Rows.Count == 0 ? '\0' : Languages.FindDecimalPoint(Rows[0].Header.Columns.Select(c => c.Text));
    /// <summary>Tables whose title excludes them from the document's lines ("not on this invoice").</summary>
    public IReadOnlyList<LeftOut> SetAside => aside ?? [];

    private List<Row> ReadRows()
    {
        var rows = TableReader.ReadRows(pages);
        aside = [.. rows.Where(r => r.Header.SetAside is not null).GroupBy(r => (r.Header.SetAside, r.Page))
            .Select(g => new LeftOut($"Tabela à parte do documento: \"{g.Key.SetAside}\".", g.Key.Page, g.Count()))];
        return rows.FindAll(r => r.Header.SetAside is null);
    }

    public bool MentionsWord(string word) =>
        pages.Take(2).Any(p => p.Lines.Exists(l => l.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>One way to read line items out of a document; the best-scoring one wins.</summary>
internal interface ILayout
{
    string Name { get; }
    List<Item> ReadItems(DocumentText document);
}

/// <summary>A line item while it is put together.</summary>
internal sealed class Item(int page)
{
    /// <summary>Tesseract reads about two thirds of the part numbers of a scan without an error.</summary>
    private const double ScannedShare = 0.65;

    public int Page => page;
    public Box? Box { get; set; }
    public string? Partnumber { get; set; }
    public double PartConfidence { get; set; }
    public string? Description { get; set; }
    public string? Manufacturer { get; set; }
    public decimal? Quantity { get; set; }
    public decimal? UnitPrice { get; set; }
    public decimal? Total { get; set; }
    public string? Currency { get; set; }
    public string? Ncm { get; set; }
    public string? Hts { get; set; }
    public string? Origin { get; set; }

    /// <summary>
    /// The seller's own number, the buyer's and the article number of the packaging, where the document has them beside the part number.
    /// </summary>
    public string? SupplierPart { get; set; }
    public string? CustomerPart { get; set; }
    public string? Gtin { get; set; }

    /// <summary>The exception of the IPI table that an NF-e names.</summary>
    public string? ExTipi { get; set; }

    /// <summary>Numbers from an XML are exact, but a discount may stand between price and total.</summary>
    public bool IsExact { get; set; }

    /// <summary>Confidence of numbers that cannot be checked; null for the default.</summary>
    public double? NumberConfidence { get; set; }

    /// <summary>What an analyst should look at, in sentences.</summary>
    public List<string> Doubts { get; } = [];

    /// <summary>
    /// Whether quantity × price is the line's total, within the rounding of the price; null where one of them is missing.
    /// </summary>
    public bool? Multiplies => Quantity is { } quantity && UnitPrice is { } price && Total is { } total
        ? Math.Abs((quantity * price) - total) <= Math.Max(0.011m, (Math.Abs(quantity) * RoundingStep(price) * 0.51m) + 0.006m) : null;

    /// <summary>Its letters were recognized in a picture: an O may be a 0.</summary>
    public bool IsRecognized { get; private set; }

    public void MarkScanned()
    {
        (PartConfidence, NumberConfidence, IsRecognized) = (PartConfidence * ScannedShare, ScannedShare, true);
        Doubts.Add("Lido de uma imagem: confira letras e dígitos parecidos (0/O, 1/I, 5/S, 8/B).");
    }

    public double Score => (Partnumber is null ? 0 : PartConfidence) + (Quantity is null ? 0 : 0.5) + (UnitPrice is null ? 0 : 0.5)
        + (Multiplies is true ? 0.7 : 0)
        + (Description is null ? 0 : 0.1) + (Manufacturer is null ? 0 : 0.2) + (Ncm is null && Hts is null ? 0 : 0.2)
        + (Origin is null ? 0 : 0.2);

    private static decimal RoundingStep(decimal price) =>
        price.Scale switch { 0 => 0, 1 => 0.1m, 2 => 0.01m, 3 => 0.001m, 4 => 0.0001m, _ => 0.00001m };
}
