namespace Nexa.Documents;

/// <summary>What a child is asked for; the file's bytes follow.</summary>
/// <param name="Kind"><c>pdf</c>, <c>xlsx</c>, <c>csv</c>, <c>xml</c>, <c>image</c> or <c>zip</c>.</param>
/// <param name="Mapping">For spreadsheets: the column (its header, or its letter) of each field.</param>
public sealed record ExtractionRequest(string Kind, string? Supplier = null, IReadOnlyDictionary<string, string>? Mapping = null)
{
    public static string FindKind(string fileName) => Path.GetExtension(fileName).ToUpperInvariant() switch
    {
        ".XLSX" or ".XLSM" or ".XLS" => "xlsx",
        ".XML" => "xml",
        ".ZIP" => "zip",
        ".PNG" or ".JPG" or ".JPEG" or ".TIF" or ".TIFF" => "image",
        ".CSV" or ".TXT" or ".TSV" => "csv",
        _ => "pdf",
    };
}

/// <summary>A child's answer: a document, or why there is none.</summary>
internal sealed record ExtractionReply(ExtractedDocument? Document, string? Code, string? Message)
{
    public static ExtractionReply Refuse(UnreadableDocumentException why) => new(null, why.Code, why.Message);
}
