using Nexa.Worker.Documents;

namespace Nexa.Tests.Documents.Generator;

/// <summary>How much of a generated document was found, and what was found that is not in it.</summary>
internal sealed record CorpusScore(int Found, int Invented)
{
    public static CorpusScore Of(GeneratedDocument document, ExtractedDocument read)
    {
        var wanted = document.Items.Select(i => i.PartNumber).ToHashSet(StringComparer.Ordinal);
        var numbers = read.Lines.Where(l => l.Partnumber is not null).Select(l => l.Partnumber!).ToList();
        var found = numbers.Where(wanted.Contains).Distinct(StringComparer.Ordinal).Count();
        return new(found, numbers.Count - found);
    }
}
