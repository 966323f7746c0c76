using System.Text.Json;

namespace Nexa.Core.Contracts;

/// <summary>
/// A part number's classification as agents report it and clients receive it. What an agents server adds beyond these fields is kept out.
/// </summary>
public sealed record ClassificationResult
{
    public string? Partnumber { get; init; }

    /// <summary>Digits only. Fewer than eight: the level that is certain.</summary>
    public string? Ncm { get; init; }
    public string? Description { get; init; }

    /// <summary>Ex-TIPI, two digits; <c>00</c> or null for none.</summary>
    public string? Exception { get; init; }
    public string? Nve { get; init; }
    public string? Fabricante { get; init; }
    public string? Endereco { get; init; }
    public string? Pais { get; init; }

    /// <summary>0 to 1.</summary>
    public double? ConfidenceScore { get; init; }
    public string? ShortDescription { get; init; }
    public JsonElement? Alternatives { get; init; }
    public JsonElement? Evidence { get; init; }
    public JsonElement? Rationale { get; init; }
    public JsonElement? Questions { get; init; }
    public JsonElement? Rates { get; init; }
    public bool? NeedsReview { get; init; }

    /// <summary>Of a corrected answer: what the machine had proposed, with its reasoning.</summary>
    public JsonElement? Proposal { get; init; }
}
