namespace Nexa.Agents.Pipeline;

/// <summary>What is known about one product before any work is done on it.</summary>
public sealed record Product(string PartNumber, string? Description = null, string? Manufacturer = null, string? Supplier = null);

/// <summary>The answer: <c>result</c> and <c>single_classification</c> on the wire, in this order and in snake_case.</summary>
public sealed record Classification(
    string Partnumber,
    string? Ncm,
    string? Description,
    string? Exception,
    string? Nve,
    string? Fabricante,
    string? Endereco,
    string? Pais,
    double ConfidenceScore,
    string? ShortDescription,
    IReadOnlyList<Alternative> Alternatives,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<RationaleStep> Rationale,
    IReadOnlyList<string> Questions,
    Rates? Rates,
    bool NeedsReview)
{
    /// <summary>The brand; <c>fabricante</c> is the legal name where it is known.</summary>
    public string? Marca { get; init; }

    /// <summary>What the calibration starts from, for measuring it.</summary>
    internal KnowledgeSource Source { get; init; }

    internal double RawProbability { get; init; }
}

/// <summary>
/// A code that was weighed and not chosen. Differences are percentage points against the chosen code; null where a rate is unknown.
/// </summary>
public sealed record Alternative(string Ncm, string? Description, double Score, string Reason, decimal? IiDifference,
    decimal? IpiDifference);

/// <summary>Where a field or a fact comes from.</summary>
public sealed record Evidence(string Field, string Value, string Source);

/// <summary>One level of the choice: the rule applied and why.</summary>
public sealed record RationaleStep(int Level, string? Code, string Rule, string Reason);

/// <summary>Rates in force today for the chosen code; null is unknown, never zero.</summary>
public sealed record Rates(decimal? Ii, decimal? Ipi, bool IpiNotTaxed, string? IiSource, string? IpiSource);
