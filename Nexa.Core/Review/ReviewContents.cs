using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Fiscal;

namespace Nexa.Core.Review;

/// <summary>A code that the agents weighed and did not choose.</summary>
/// <param name="TaxAtStake">Federal import taxes on 100 reais; null where a rate is unknown.</param>
/// <param name="TaxDifference">How many reais more (less) that is than with the code of the item.</param>
public sealed record ReviewAlternative(string Ncm, string? Description, string? Reason, decimal? TaxAtStake, decimal? TaxDifference);

/// <summary>What a reviewer needs of an answer, so that the item alone is enough to decide.</summary>
internal sealed record ReviewContents(
    IReadOnlyList<AnswerFact> Evidence, IReadOnlyList<ReviewAlternative> Alternatives, IReadOnlyList<string> Questions)
{
    /// <summary>Chosen: as many as an analyst compares.</summary>
    private const int MostAlternatives = 3;

    public static ReviewContents ReadAnswer(string result, ClassificationView version, FiscalTables tables, DateOnly today)
    {
        using var answer = JsonDocument.Parse(result);
        JsonElement? Find(string name) => answer.RootElement.TryGetProperty(name, out var part) ? part : null;
        var own = LegalBasis.CalculateTaxAtStake(tables, version.Ncm, version.Exception, today);
        return new ReviewContents(
            AnswerParts.ListEvidence(Find("evidence")),
            [
                .. AnswerParts.ListAlternatives(Find("alternatives")).Take(MostAlternatives).Select(other =>
                {
                    var stake = LegalBasis.CalculateTaxAtStake(tables, other.Ncm, null, today);
                    return new ReviewAlternative(other.Ncm, other.Description, other.Reason, stake, stake - own);
                }),
            ],
            AnswerParts.ListQuestions(Find("questions")));
    }
}
