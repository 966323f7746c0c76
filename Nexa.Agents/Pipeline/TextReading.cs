using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>A family that something speaks for, certainty 0..1, and what that is.</summary>
public sealed record FamilyReading(string Family, double Certainty, string Phrase);

/// <summary>What a text says: the families it may name, best first, the facts it states, and how its noun phrase is built.</summary>
/// <param name="HeadIsForeign">The thing named is none that the dictionary knows; known words only describe it.</param>
/// <param name="IsSet">Several things sold as one.</param>
/// <param name="HasWitness">More than one word speaks for the first family.</param>
/// <param name="KnownShare">How much of the text's words the dictionary knows.</param>
internal sealed record TextReading(
    IReadOnlyList<FamilyReading> Families, IReadOnlyList<Fact> Facts, bool HeadIsForeign, bool IsSet, bool HasWitness, double KnownShare)
{
    /// <summary>A manual, the packaging or the repair of a thing, which is not the thing.</summary>
    public bool IsAboutThing { get; init; }

    public static TextReading Nothing { get; } = new([], [], false, false, false, 1);
}
