namespace Nexa.Documents.Several;

/// <summary>Makes one answer of the documents that a file has.</summary>
internal static class SeveralDocuments
{
    private const string Layout = "several";

    /// <summary>Of files, each with pages of its own: they are counted through all of them.</summary>
    public static ExtractedDocument CombineFiles(IEnumerable<(string Name, ExtractedDocument Document)> files)
    {
        var (parts, before) = (new List<Part>(), 0);
        foreach (var (name, document) in files)
        {
            parts.Add(new(name, before + 1, before, document));
            before += document.Pages;
        }

        return Combine(parts);
    }

    /// <summary>Of one PDF, whose pages have their numbers already.</summary>
    public static ExtractedDocument CombineRuns(IEnumerable<(int FirstPage, ExtractedDocument Document)> runs) =>
        Combine([.. runs.Select(run => new Part(null, run.FirstPage, 0, run.Document))]);

    private static ExtractedDocument Combine(List<Part> parts)
    {
        var (lines, heads) = (new List<ExtractedLine>(), new List<DocumentPart>());
        var (leftOut, sizes) = (new List<LeftOut>(), new List<PageSize>());
        foreach (var (index, (file, firstPage, shift, one)) in parts.Index())
        {
            var before = lines.Count;
            lines.AddRange(one.Lines.Select(line => line with
            {
                Line = before + line.Line, Document = index + 1, Page = shift + line.Page,
            }));
            leftOut.AddRange(one.LeftOut.Select(left => left with { Why = Name(file, left.Why), Page = shift + left.Page }));
            sizes.AddRange(one.PageSizes.Select(size => size with { Page = shift + size.Page }));
            heads.Add(new()
            {
                File = file, Kind = one.Kind, Supplier = one.Supplier, Buyer = one.Buyer, DocumentNumber = one.DocumentNumber,
                Date = one.Date, Currency = one.Currency, Total = one.Total, AddsUp = one.AddsUp, FirstPage = firstPage, Pages = one.Pages,
                Confidences = one.Confidences,
            });
        }

        return new()
        {
            Layout = Layout,
            Kind = FindShared(heads, head => (DocumentKind?)head.Kind) ?? DocumentKind.Unknown,
            Supplier = FindShared(heads, head => head.Supplier),
            Buyer = FindShared(heads, head => head.Buyer),
            Currency = FindShared(heads, head => head.Currency),
            AddsUp = heads.Exists(head => head.AddsUp is false) ? false : heads.TrueForAll(head => head.AddsUp is true) ? true : null,
            Pages = heads.Sum(head => head.Pages),
            PageSizes = sizes,
            Lines = lines,
            LeftOut = leftOut,
            Warnings = [.. parts.SelectMany(part => part.Document.Warnings.Select(said => Name(part.File, said)))],
            Confidences = ListShared(heads),
            Documents = heads,
        };
    }

    private static string Name(string? file, string said) => file is null ? said : $"{file}: {said}";

    private static T? FindShared<T>(List<DocumentPart> heads, Func<DocumentPart, T?> find) =>
        heads.TrueForAll(head => Equals(find(head), find(heads[0]))) ? find(heads[0]) : default;

    /// <summary>What all say the same of is as sure as the least sure of them.</summary>
    private static Dictionary<string, double> ListShared(List<DocumentPart> heads)
    {
        var shared = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, find) in (ReadOnlySpan<(string, Func<DocumentPart, string?>)>)
            [("supplier", head => head.Supplier), ("buyer", head => head.Buyer)])
        {
            if (FindShared(heads, find) is not null)
            {
                shared[name] = heads.Min(head => head.Confidences.GetValueOrDefault(name, 1));
            }
        }

        return shared;
    }

    /// <param name="Shift">What is added to the document's own page numbers.</param>
    private sealed record Part(string? File, int FirstPage, int Shift, ExtractedDocument Document);
}
