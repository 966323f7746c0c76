namespace Nexa.Api.Features.History;

/// <summary>What was classified, decided and failed in a period.</summary>
/// <param name="From">First day in São Paulo.</param>
/// <param name="To">Last day, which is included whole.</param>
/// <param name="Classified">Part numbers whose present version was made in the period.</param>
/// <param name="Failed">Part numbers sent in the period that ended without a classification.</param>
/// <param name="Decided">Decisions of reviewers that were not undone.</param>
/// <param name="Days">Every day of the period, also those on which nothing happened.</param>
/// <param name="Confidence">In tenths; empty ones are left out.</param>
/// <param name="Codes">The ten most used.</param>
/// <param name="Agreement">How often reviewers kept the code that the agents had answered, by chapter.</param>
/// <param name="Failures">The five most frequent reasons.</param>
public sealed record StatisticsView(
    DateOnly From, DateOnly To, int Classified, int Failed, int Decided, IReadOnlyList<StatisticsDay> Days,
    IReadOnlyList<ConfidenceCount> Confidence, IReadOnlyList<CodeCount> Codes, IReadOnlyList<AgreementCount> Agreement,
    IReadOnlyList<FailureReason> Failures);

/// <summary>One day of the period.</summary>
/// <param name="Day">In São Paulo.</param>
/// <param name="Classified">Part numbers whose present version was made on the day.</param>
/// <param name="Doubtful">Those of them that wait for a person.</param>
/// <param name="Failed">Part numbers sent on the day that ended without a classification.</param>
/// <param name="Decided">Decisions of reviewers that were not undone.</param>
/// <param name="SecondsPerItem">Median of the day's tasks that are done, from sending to the end; null where there is none.</param>
public sealed record StatisticsDay(DateOnly Day, int Classified, int Doubtful, int Failed, int Decided, double? SecondsPerItem);

/// <summary>How many answers have a confidence of this tenth.</summary>
/// <param name="From">Lowest confidence of the group, 0 to 0.9; null for answers without one.</param>
/// <param name="Count">How many part numbers.</param>
public sealed record ConfidenceCount(decimal? From, int Count);

/// <summary>How often a code was used.</summary>
/// <param name="Ncm">Digits.</param>
/// <param name="Count">How many part numbers.</param>
/// <param name="FederalTaxes">Federal import taxes on a customs value of 100 reais, today; null where a rate is unknown.</param>
public sealed record CodeCount(string Ncm, int Count, decimal? FederalTaxes);

/// <summary>How often reviewers kept the code of the agents in a chapter.</summary>
/// <param name="Chapter">Two digits.</param>
/// <param name="Decided">Answers of the agents that a person approved, corrected or rejected.</param>
/// <param name="Confirmed">Those whose code and Ex the person kept.</param>
public sealed record AgreementCount(string Chapter, int Decided, int Confirmed);

/// <summary>Why part numbers ended without a classification.</summary>
/// <param name="Reason">A sentence for the user, in Portuguese; empty where none was told.</param>
/// <param name="Count">How many part numbers.</param>
public sealed record FailureReason(string Reason, int Count);
