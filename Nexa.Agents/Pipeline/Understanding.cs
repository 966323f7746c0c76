using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>What the first steps found out: who made it, what it may be, and which codes follow from that.</summary>
internal sealed record Understanding(
    string PartNumber, string? Maker, Manufacturer? Manufacturer, string? MakerSource, IReadOnlyList<Hypothesis> Hypotheses,
        IReadOnlyList<Candidate> Candidates)
{
    /// <summary>
    /// The number to declare: the one of the maker, wherever it stands; null where the client's is only an internal code.
    /// </summary>
    public string? DeclaredNumber { get; init; }

    /// <summary>What the number was probably meant to be, where letters seem to stand for digits.</summary>
    public string? IntendedNumber { get; init; }

    public required KnowledgeSource Source { get; init; }

    public required TextReading Reading { get; init; }

    /// <summary>The gate takes the text for one of another trade.</summary>
    public bool LooksForeign { get; init; }

    /// <summary>The gate is not sure that the text is of a trade that the dictionary knows.</summary>
    public bool MayBeForeign { get; init; }

    /// <summary>A seller was stated in place of the manufacturer.</summary>
    public bool IsSellerStated { get; init; }

    /// <summary>The number is a distributor's order code that does not contain the maker's number.</summary>
    public bool IsOrderCode { get; init; }

    /// <summary>What a language model added, if one was asked and its preference holds.</summary>
    public string? Advice { get; init; }

    /// <summary>The text as the dictionaries read it.</summary>
    public string? PlainText { get; init; }

    /// <summary>The part number and the text name different products, and neither is much the surer.</summary>
    public bool IsContradicted { get; init; }

    public Hypothesis? Best => Hypotheses.Count > 0 ? Hypotheses[0] : null;
}

/// <summary>A leaf in the running: its probability, the reading of the product behind it and the decisions that led there.</summary>
internal sealed record Candidate(string Code, double Probability, Hypothesis? Hypothesis, IReadOnlyList<RuleDecision> Decisions)
{
    /// <summary>The decision on the way to this leaf that a known fact speaks against.</summary>
    public RuleDecision? Contradiction { get; } =
        Decisions.FirstOrDefault(decision => decision.Settled is { } settled && settled != decision.Branch);

    public bool IsContradicted => Contradiction is not null;
}
