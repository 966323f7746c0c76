using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>An agents' answer after the determinism gate, with its rates.</summary>
/// <param name="Result">As clients receive it.</param>
/// <param name="Rejected">Why the answer may not leave as a classification; it is kept as a rejected proposal.</param>
/// <param name="ReviewReason">Why a person should look at it.</param>
/// <param name="Basis">Fingerprint of the fiscal rows that it is based on.</param>
/// <param name="TaxAtStake">Federal import taxes on 100 reais, which rank it in the review queue; null where a rate is unknown.</param>
public sealed record JudgedResult(ClassificationResult Result, string? Rejected, string? ReviewReason, string? Basis, decimal? TaxAtStake);

/// <summary>A version to come of a part number's classification: ACTIVE in place of the last one, or kept as a rejected proposal.</summary>
public sealed record NewClassification(
    Guid Id, Guid OrganisationId, Guid PartNumberId, string NumberKey, Guid? ManufacturerId, Guid TaskId, JudgedResult Answer)
{
    private ClassificationState Status => Answer.Rejected is null ? ClassificationState.Active : ClassificationState.Rejected;

    /// <summary>
    /// Replaces the ACTIVE versions, then inserts the new ones: the partial unique index allows one ACTIVE at any moment.
    /// </summary>
    public static void AddInsert(NpgsqlBatch batch, List<NewClassification> all)
    {
        var active = all.FindAll(c => c.Status is ClassificationState.Active);
        batch.Add(
            """
            update classification c set status = 'REPLACED' from unnest($1, $2) as u(part_number_id, organisation_id)
            where c.part_number_id = u.part_number_id and c.organisation_id = u.organisation_id and c.status = 'ACTIVE'
            """,
            active.ConvertAll(c => c.PartNumberId), active.ConvertAll(c => c.OrganisationId));
        batch.Add(
            """
            insert into classification (id, organisation_id, part_number_id, task_id, version, status, ncm, exception, nve, description,
              fabricante, endereco, pais, confidence, needs_review, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id)
            select u.id, u.organisation_id, u.part_number_id, u.task_id,
              1 + coalesce((select max(version) from classification c
                where c.part_number_id = u.part_number_id and c.organisation_id = u.organisation_id), 0),
              u.status, u.ncm, u.exception, u.nve, u.description, u.fabricante, u.endereco, u.pais, u.confidence,
              u.review_reason is not null, u.review_reason, u.result, u.basis, u.tax_at_stake, u.number_key, u.manufacturer_id
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
              as u(id, organisation_id, part_number_id, task_id, status, ncm, exception, nve, description, fabricante, endereco, pais,
                confidence, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id)
            """,
            all.ConvertAll(c => c.Id), all.ConvertAll(c => c.OrganisationId), all.ConvertAll(c => c.PartNumberId),
            all.ConvertAll(c => c.TaskId),
            all.ConvertAll(c => c.Status.Text()), all.ConvertAll(c => c.Answer.Result.Ncm), all.ConvertAll(c => c.Answer.Result.Exception),
            all.ConvertAll(c => c.Answer.Result.Nve), all.ConvertAll(c => c.Answer.Result.Description),
            all.ConvertAll(c => c.Answer.Result.Fabricante),
            all.ConvertAll(c => c.Answer.Result.Endereco), all.ConvertAll(c => c.Answer.Result.Pais),
            all.ConvertAll(c => c.Answer.Result.ConfidenceScore),
            all.ConvertAll(c => c.Answer.ReviewReason), SqlValue.Jsonb(all.ConvertAll(c => NexaJson.Write(c.Answer.Result))),
            all.ConvertAll(c => c.Answer.Basis), all.ConvertAll(c => c.Answer.TaxAtStake ?? 0), all.ConvertAll(c => c.NumberKey),
            all.ConvertAll(c => c.ManufacturerId));
    }
}
