using System.Text.Json;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Knowledge/makers.json: what a manufacturer mostly makes, for parts of which nothing else is known.</summary>
internal sealed class MakerHints
{
    private readonly Dictionary<string, FamilyReading> byMaker = new(StringComparer.Ordinal);

    private MakerHints()
    {
    }

    public static MakerHints Load()
    {
        using var stream = typeof(MakerHints).Assembly.GetManifestResourceStream("Knowledge/makers.json")!;
        using var document = JsonDocument.Parse(stream);
        var hints = new MakerHints();
        foreach (var maker in document.RootElement.GetProperty("makers").EnumerateObject())
        {
            hints.byMaker[maker.Name] = new FamilyReading(maker.Value[0].GetString()!, maker.Value[1].GetDouble(), "");
        }

        return hints;
    }

    public FamilyReading? FindHint(Manufacturer? maker) =>
        maker is not null && byMaker.TryGetValue(maker.Id, out var hint)
            ? hint with { Phrase = $"linha habitual do fabricante {maker.Name}" } : null;
}
