using Nexa.Client;
using Nexa.Web.Results;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>A decision that Nexa did not take.</summary>
/// <param name="Item">What it was about.</param>
/// <param name="Why">As the reviewer reads it.</param>
/// <param name="IsOpen">The item waits still and can be decided again.</param>
/// <param name="Current">The version that holds now, where another person decided meanwhile.</param>
/// <param name="Correction">What the reviewer had typed: it can be applied to that version.</param>
public sealed record RefusedDecision(
    ReviewItemView Item, string Why, bool IsOpen, Guid? Current = null, CorrectClassification? Correction = null);

/// <summary>Finds out why a decision was refused: who changed what meanwhile.</summary>
internal sealed class Refusal(Calls calls, People people)
{
    /// <param name="refused">The item.</param>
    /// <param name="decision">What was decided about it.</param>
    /// <param name="answer">What Nexa has answered: the outcome of this decision alone, or none.</param>
    public async Task<RefusedDecision> ExplainAsync(ReviewItemView refused, BulkDecision decision, Answer<BulkMade> answer)
    {
        var outcome = answer.Value?.Results.First();
        var why = outcome?.Error ?? Describe(answer);
        var isChanged = outcome?.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed;
        if (!isChanged || await calls.FindQuietlyAsync(nexa => nexa.Rest.GetReviewItemAsync(refused.Id)) is not { } now
            || now.State is ReviewStatus.OPEN
            || await calls.FindQuietlyAsync(nexa => nexa.Rest.GetClassificationAsync(refused.Classification.Id)) is not { } detail)
        {
            return new(refused, why, IsOpen: true, Correction: decision.Correction);
        }

        var newest = detail.Versions.FirstOrDefault();
        return new(refused, Describe(now.State, detail.Classification, newest), IsOpen: false,
            newest is { Status: ClassificationStatus.ACTIVE } ? newest.Id : null, decision.Correction);
    }

    /// <summary>Without an answer nobody knows whether it was done; with one it was not.</summary>
    public static string Describe(Answer<BulkMade> answer) =>
        answer.Status is 0 or >= StatusCodes.Status500InternalServerError ? Refusals.Unconfirmed : answer.Refusal ?? Refusals.Unconfirmed;

    private string Describe(ReviewStatus state, ClassificationView before, VersionView? newest) => state switch
    {
        ReviewStatus.CORRECTED when newest is not null =>
            $"{people.Name(newest.Author_id)} corrigiu este item às {Words.FormatTime(newest.Created_at)}: {DescribeChanges(newest)}.",
        ReviewStatus.APPROVED => $"{people.Name(before.Approved_by)} aprovou este item"
            + (before.Approved_at is { } time ? $" às {Words.FormatTime(time)}." : "."),
        ReviewStatus.REJECTED => "Outra pessoa rejeitou este item.",
        ReviewStatus.NOTGOODS => "Outra pessoa marcou este item como não mercadoria.",
        ReviewStatus.SUPERSEDED => "Este part number foi classificado novamente; a nova versão segue o seu caminho na fila.",
        _ => "Este item foi respondido e está sendo classificado novamente.",
    };

    private static string DescribeChanges(VersionView version) =>
        string.Join("; ", (version.Changes ?? new Dictionary<string, FieldChange>(StringComparer.Ordinal))
        .Select(change => $"{FieldNames.Find(change.Key)} {FieldNames.Format(change.Key, change.Value.From)} → "
            + FieldNames.Format(change.Key, change.Value.To)));
}
