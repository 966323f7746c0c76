using System.Text.Json.Serialization;

namespace Nexa.Documents;

/// <summary>What was read out of a purchase order, an invoice or a spreadsheet.</summary>
public sealed record ExtractedDocument
{
    public required string Layout { get; init; }
    public DocumentKind Kind { get; init; }
    public string? Supplier { get; init; }
    public string? Buyer { get; init; }
    public string? DocumentNumber { get; init; }
    public DateOnly? Date { get; init; }
    public string? Currency { get; init; }
    public decimal? Total { get; init; }

    /// <summary>Whether the lines add up to the total; null where one of the two is not known.</summary>
    public bool? AddsUp { get; init; }
    public int Pages { get; init; }

    /// <summary>Sizes of the pages with text or a picture, in the points of the lines' boxes.</summary>
    public IReadOnlyList<PageSize> PageSizes { get; init; } = [];
    public IReadOnlyList<ExtractedLine> Lines { get; init; } = [];
    public int LinesFound => Lines.Count(l => l.Removed is not true);
    public int LinesWithPartnumber => Lines.Count(l => l is { Removed: not true, Partnumber: not null });

    /// <summary>What the file has and <see cref="Lines"/> has not, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>What an analyst should know of the document as a whole, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A person has changed lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Corrected { get; init; }

    /// <summary>How sure the head's fields are (0 to 1), by their JSON names.</summary>
    public IReadOnlyDictionary<string, double> Confidences { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// The documents of a file that has several, each with its own head; null for a file of one. The head above then says what they agree on.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DocumentPart>? Documents { get; init; }
}

/// <summary>One document of a file that has several: a file of an archive, or an invoice among the pages of a PDF.</summary>
public sealed record DocumentPart
{
    /// <summary>Its name in the archive; null where the pages of one PDF hold it.</summary>
    public string? File { get; init; }

    /// <summary>Its pages can be drawn.</summary>
    [JsonIgnore]
    public bool IsPdf => File?.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) is not false;
    public DocumentKind Kind { get; init; }
    public string? Supplier { get; init; }
    public string? Buyer { get; init; }
    public string? DocumentNumber { get; init; }
    public DateOnly? Date { get; init; }
    public string? Currency { get; init; }
    public decimal? Total { get; init; }

    /// <summary>Whether its lines add up to its total; null where one of the two is not known.</summary>
    public bool? AddsUp { get; init; }

    /// <summary>Where its pages begin, counted through all documents from 1.</summary>
    public int FirstPage { get; init; }
    public int Pages { get; init; }

    /// <summary>How sure its fields are (0 to 1), by their JSON names.</summary>
    public IReadOnlyDictionary<string, double> Confidences { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>A page's size in points, as it is read.</summary>
public sealed record PageSize(int Page, double Width, double Height);

/// <param name="Why">A sentence for the analyst.</param>
/// <param name="Page">The page or the sheet, from 1.</param>
public sealed record LeftOut(string Why, int? Page, int Count);

/// <summary>A line item. Confidences (0 to 1) are by the field's JSON name.</summary>
public sealed record ExtractedLine
{
    /// <summary>From 1, in reading order.</summary>
    public int Line { get; init; }

    /// <summary>Which of the file's documents has it, from 1; null in a file of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Document { get; init; }
    public string? Partnumber { get; init; }

    /// <summary>
    /// The seller's own number, the buyer's and the article number of the packaging, where they stand beside the part number.
    /// </summary>
    public string? SupplierPartnumber { get; init; }
    public string? CustomerPartnumber { get; init; }
    public string? Gtin { get; init; }
    public string? Description { get; init; }
    public string? Manufacturer { get; init; }
    public decimal? Quantity { get; init; }
    public decimal? UnitPrice { get; init; }
    public decimal? LineTotal { get; init; }
    public string? Currency { get; init; }

    /// <summary>Digits only, as are <see cref="Hts"/>'s.</summary>
    public string? Ncm { get; init; }
    public string? ExTipi { get; init; }
    public string? Hts { get; init; }

    /// <summary>As the document prints it.</summary>
    public string? CountryOfOrigin { get; init; }
    public int Page { get; init; }
    public Box? Box { get; init; }
    public IReadOnlyDictionary<string, double> Confidences { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Of the line as a whole: its weakest field that matters.</summary>
    public double Confidence { get; init; }

    /// <summary>What an analyst should look at, in sentences.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>Its letters were recognized in a picture: an O may be a 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Recognized { get; init; }

    /// <summary>Changed or added by a person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Corrected { get; init; }

    /// <summary>Taken out by a person: it is not classified.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Removed { get; init; }
}

/// <summary>In points, from the top left corner of the page as it is read.</summary>
public sealed record Box(double Left, double Top, double Right, double Bottom);

/// <summary>The reason, for a user, why nothing can be read out of a file.</summary>
public sealed class UnreadableDocumentException(string code, string message) : Exception(message)
{
    /// <summary>Which class of failure, for machines.</summary>
    public string Code => code;

    internal static UnreadableDocumentException TooMuchMemory() =>
        new("too_much_memory", "O documento exige memória demais para ser lido (pode conter dados comprimidos em excesso).");
}
