using Nexa.Documents;

namespace Nexa.Tests.Documents.Generator;

/// <summary>How much of a generated document was found, and what was found that is not in it.</summary>
/// <param name="Wrong">Found items whose quantity or price is not the printed one.</param>
internal sealed record CorpusScore(int Found, int Invented, int Wrong)
{
    public static CorpusScore Of(GeneratedDocument document, ExtractedDocument read)
    {
        var wanted = document.Items.Select(i => i.PartNumber).ToHashSet(StringComparer.Ordinal);
        var numbers = read.Lines.Where(l => l.Partnumber is not null).Select(l => l.Partnumber!).ToList();
        var found = numbers.Where(wanted.Contains).Distinct(StringComparer.Ordinal).Count();
        var lines = read.Lines.Where(l => l.Partnumber is not null).GroupBy(l => l.Partnumber!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var wrong = document.Items.Count(i => lines.TryGetValue(i.PartNumber, out var line)
            && (line.Quantity != i.Quantity || (line.UnitPrice ?? i.UnitPrice) != i.UnitPrice));
        return new(found, numbers.Count - found, wrong);
    }
}
