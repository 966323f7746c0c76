using Nexa.Core.Contracts;

namespace Nexa.Core.Classifications;

/// <summary>An agents' answer after the determinism gate, with its rates.</summary>
/// <param name="Result">As clients receive it.</param>
/// <param name="Rejected">Why the answer may not leave as a classification; it is kept as a rejected proposal.</param>
/// <param name="ReviewReason">Why a person should look at it.</param>
/// <param name="Basis">Fingerprint of the fiscal rows that it is based on.</param>
/// <param name="Edition">The edition of the fiscal tables that it was judged by.</param>
/// <param name="TaxAtStake">Federal import taxes on 100 reais, which rank it in the review queue; null where a rate is unknown.</param>
public sealed record JudgedResult(ClassificationResult Result, string? Rejected, string? ReviewReason, string? Basis, decimal? TaxAtStake,
    Guid? Edition = null);

/// <summary>A version to come of a part number's classification: ACTIVE in place of the last one, or kept as a rejected proposal.</summary>
public sealed record NewClassification(
    Guid Id, Guid OrganisationId, Guid PartNumberId, string NumberKey, Guid? ManufacturerId, Guid TaskId, JudgedResult Answer)
{
    internal ClassificationState Status => Answer.Rejected is null ? ClassificationState.Active : ClassificationState.Rejected;
}
