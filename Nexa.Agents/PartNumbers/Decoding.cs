namespace Nexa.Agents.PartNumbers;

/// <summary>How much a fact may be believed; of two that differ the stronger one stands.</summary>
public enum FactStrength
{
    /// <summary>Usual for such parts, but nothing about this one says so: never printed, never evidence.</summary>
    Assumed,

    /// <summary>True of the whole series that the part number belongs to.</summary>
    Series,

    /// <summary>Written in the text.</summary>
    Stated,

    /// <summary>Read at a position of the part number.</summary>
    Read,
}

/// <summary>One fact and where it came from, for example "part number, posições 4-5".</summary>
public sealed record Fact(string Key, string Value, string Source, FactStrength Strength = FactStrength.Stated)
{
    /// <summary>A bound such as "&lt;=3" says what the nomenclature asks, but no value of the part.</summary>
    public bool IsRange => Value is ['<' or '>', ..];

    /// <summary>Whether the fact is a value that may stand in a declaration.</summary>
    public bool IsProven => Strength is not FactStrength.Assumed && !IsRange;
}

/// <summary>One reading of a part number. Certainty 0..1 says how specific the match of the scheme is.</summary>
/// <param name="PartNumber">The text that the scheme read: the part number as its maker writes it.</param>
public sealed record Decoding(string Scheme, string? ManufacturerId, string Family, IReadOnlyList<Fact> Facts, double Certainty,
    string PartNumber);
