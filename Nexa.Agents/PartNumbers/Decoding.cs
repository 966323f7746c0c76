namespace Nexa.Agents.PartNumbers;

/// <summary>One fact and where it came from, for example "part number, positions 4-5".</summary>
public sealed record Fact(string Key, string Value, string Source);

/// <summary>One reading of a part number. Certainty 0..1 says how specific the match of the scheme is.</summary>
public sealed record Decoding(string Scheme, string? ManufacturerId, string Family, IReadOnlyList<Fact> Facts, double Certainty);
