namespace Nexa.Worker.Documents;

/// <summary>Settings under <c>Documents</c>.</summary>
public sealed class ExtractionOptions
{
    /// <summary>Child processes kept ready; one document runs in each.</summary>
    public int Processes { get; set; } = 2;

    /// <summary>Wall and processor time that one document may take.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory that a child may hold before it is killed.</summary>
    public long MemoryLimit { get; set; } = 512L << 20;

    /// <summary>Documents that a child reads before another takes its place.</summary>
    public int Recycle { get; set; } = 200;

    /// <summary>After this an uploaded file is erased; what came of it stays.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>What a child is asked for; the file's bytes follow.</summary>
/// <param name="Kind"><c>pdf</c>, <c>xlsx</c> or <c>csv</c>.</param>
/// <param name="Mapping">For spreadsheets: the column (its header, or its letter) of each field.</param>
public sealed record ExtractionRequest(string Kind, string? Supplier = null, IReadOnlyDictionary<string, string>? Mapping = null)
{
    public static string KindOf(string fileName) => Path.GetExtension(fileName).ToUpperInvariant() switch { ".XLSX" or ".XLSM" => "xlsx", ".CSV" or ".TXT" or ".TSV" => "csv", _ => "pdf" };
}

/// <summary>A child's answer: a document, or why there is none.</summary>
internal sealed record ExtractionReply(ExtractedDocument? Document, string? Code, string? Message);
