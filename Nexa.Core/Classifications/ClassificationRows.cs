using System.Text.Json.Nodes;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>A version that a person decides about, locked until the transaction ends.</summary>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Status">As it stands.</param>
/// <param name="Revision">Changes with every write to the row.</param>
/// <param name="Result">The answer as JSON.</param>
/// <param name="ClaimedBy">Name of another person who is reviewing it now.</param>
/// <param name="IsAlone">The part number has no ACTIVE version.</param>
/// <param name="IsApproved">A person has approved it.</param>
/// <param name="IsWaiting">It waits in the review queue.</param>
internal sealed record LockedVersion(Guid OrganisationId, ClassificationState Status, string Revision, string Result, string? ClaimedBy,
    bool IsAlone, bool IsApproved, bool IsWaiting);

/// <summary>A person's correction as the version that it becomes.</summary>
internal sealed record CorrectedVersion(
    Guid Id, JsonObject Answer, JsonObject Changes, string Reason, Guid Author, string? Basis, Guid Edition, decimal? TaxAtStake,
    bool HasOtherManufacturer, Guid? ManufacturerId);

/// <summary>
/// The statements that write the table <c>classification</c>: new versions, what a person's decision does to them and how it is undone.
/// Each is part of the caller's transaction.
/// </summary>
public static class ClassificationRows
{
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
              fabricante, endereco, pais, confidence, needs_review, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id,
              edition_id)
            select u.id, u.organisation_id, u.part_number_id, u.task_id,
              1 + coalesce((select max(version) from classification c
                where c.part_number_id = u.part_number_id and c.organisation_id = u.organisation_id), 0),
              u.status, u.ncm, u.exception, u.nve, u.description, u.fabricante, u.endereco, u.pais, u.confidence,
              u.review_reason is not null, u.review_reason, u.result, u.basis, u.tax_at_stake, u.number_key, u.manufacturer_id, u.edition_id
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
              as u(id, organisation_id, part_number_id, task_id, status, ncm, exception, nve, description, fabricante, endereco, pais,
                confidence, review_reason, result, basis, tax_at_stake, number_key, manufacturer_id, edition_id)
            """,
            all.ConvertAll(c => c.Id), all.ConvertAll(c => c.OrganisationId), all.ConvertAll(c => c.PartNumberId),
            all.ConvertAll(c => c.TaskId),
            all.ConvertAll(c => c.Status.ToText()), all.ConvertAll(c => c.Answer.Result.Ncm),
            all.ConvertAll(c => c.Answer.Result.Exception),
            all.ConvertAll(c => c.Answer.Result.Nve), all.ConvertAll(c => c.Answer.Result.Description),
            all.ConvertAll(c => c.Answer.Result.Fabricante),
            all.ConvertAll(c => c.Answer.Result.Endereco), all.ConvertAll(c => c.Answer.Result.Pais),
            all.ConvertAll(c => c.Answer.Result.ConfidenceScore),
            all.ConvertAll(c => c.Answer.ReviewReason), SqlValue.Jsonb(all.ConvertAll(c => NexaJson.Write(c.Answer.Result))),
            all.ConvertAll(c => c.Answer.Basis), all.ConvertAll(c => c.Answer.TaxAtStake ?? 0), all.ConvertAll(c => c.NumberKey),
            all.ConvertAll(c => c.ManufacturerId), all.ConvertAll(c => c.Answer.Edition));
    }

    internal static async Task<LockedVersion?> LockAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, Guid reviewer, CancellationToken ct) =>
        (await connection.Statement(
            $"""
            select c.organisation_id, c.status, c.xmin::text as revision, c.result::text,
              {ReviewQueue.SelectClaimant("c.id", "$3")} as claimed_by,
              not exists (
                select from classification o
                where o.part_number_id = c.part_number_id and o.organisation_id = c.organisation_id and o.status = 'ACTIVE') as alone,
              c.approved_at is not null as approved,
              {ReviewQueue.IsWaiting("c.id")} as waiting
            from classification c where c.id = $1 and c.organisation_id = $2 for update of c
            """,
            id, organisation, reviewer).ListAsync(row => new LockedVersion(
                row.Id("organisation_id"), row.State<ClassificationState>("status"), row.Text("revision"), row.Text("result"),
                row.TextOrNull("claimed_by"), row.Flag("alone"), row.Flag("approved"), row.Flag("waiting")), ct)).SingleOrDefault();

    internal static Task ApproveAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, Guid reviewer, string? basis, CancellationToken ct) =>
        connection.Statement(
        """
        update classification set approved_by = $3, approved_at = now(), needs_review = false,
        result = result || '{"needs_review": false}', basis = $4
        where id = $1 and organisation_id = $2
        """,
        id, organisation, reviewer, basis).ExecuteAsync(ct);

    internal static Task RejectAsync(NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        connection.Statement("update classification set status = 'REJECTED' where id = $1 and organisation_id = $2", id, organisation)
            .ExecuteAsync(ct);

    /// <summary>Writes the corrected version and puts it in the place of version <paramref name="id"/>.</summary>
    internal static async Task CorrectAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, CorrectedVersion corrected, CancellationToken ct)
    {
        string? Field(string name) => corrected.Answer[name]?.GetValue<string>();
        await connection.Statement(
            """
            with old as (
              update classification set status = case status when 'ACTIVE' then 'REPLACED' else status end
              where id = $1 and organisation_id = $18 returning *)
            insert into classification (id, organisation_id, part_number_id, task_id, version, status, ncm, exception, nve, description,
              fabricante, endereco, pais, confidence, needs_review, result, author_id, reason, replaces_id, changes, approved_by,
              approved_at,
              basis, tax_at_stake, number_key, manufacturer_id, edition_id)
            select $2, organisation_id, part_number_id, task_id,
              (select max(version) + 1 from classification v
                where v.part_number_id = old.part_number_id and v.organisation_id = old.organisation_id),
              'REPLACED', $3, $4, $5, $6, $7, $8, $9, 1, false, $10, $11, $12, id, $13, $11, now(), $14, $15, number_key,
              case when $16 then $17 else manufacturer_id end, $19
            from old
            """,
            id, corrected.Id, Field("ncm"), Field("exception"), Field("nve"), Field("description"), Field("fabricante"), Field("endereco"),
            Field("pais"),
            SqlValue.Jsonb(NexaJson.Write(corrected.Answer)), corrected.Author, corrected.Reason,
            SqlValue.Jsonb(corrected.Changes.ToJsonString(NexaJson.Options)), corrected.Basis, corrected.TaxAtStake ?? 0,
            corrected.HasOtherManufacturer, corrected.ManufacturerId, organisation, corrected.Edition).ExecuteAsync(ct);

        // A statement of its own: the partial unique index allows one ACTIVE at any moment, also within a statement.
        await connection.Statement(
            "update classification set status = 'ACTIVE' where id = $1 and organisation_id = $2", corrected.Id, organisation)
            .ExecuteAsync(ct);
    }

    /// <summary>False when the version is no longer as the approval left it.</summary>
    internal static async Task<bool> UndoApprovalAsync(NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        await connection.Statement(
        """
        update classification set approved_by = null, approved_at = null, needs_review = review_reason is not null,
          result = jsonb_set(result, '{needs_review}', to_jsonb(review_reason is not null))
        where id = $1 and organisation_id = $2 and status = 'ACTIVE' and approved_at is not null
        """,
        id, organisation).ExecuteAsync(ct) == 1;

    /// <summary>False when the part number has another ACTIVE version since.</summary>
    internal static async Task<bool> UndoRejectionAsync(NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        await connection.Statement(
        """
        update classification c set status = 'ACTIVE' where id = $1 and organisation_id = $2 and status = 'REJECTED'
          and not exists (
            select from classification o
            where o.part_number_id = c.part_number_id and o.organisation_id = c.organisation_id and o.status = 'ACTIVE')
        """,
        id, organisation).ExecuteAsync(ct) == 1;

    /// <summary>False when the corrected version <paramref name="produced"/> is no longer ACTIVE.</summary>
    internal static async Task<bool> UndoCorrectionAsync(
        NpgsqlConnection connection, Guid id, Guid produced, Guid organisation, CancellationToken ct) =>
        await connection.Statement(
            "update classification set status = 'REJECTED' where id = $1 and organisation_id = $2 and status = 'ACTIVE'", produced,
            organisation).ExecuteAsync(ct) == 1
        && await connection.Statement(
            """
            update classification set status = case status when 'REPLACED' then 'ACTIVE' else status end
            where id = $1 and organisation_id = $2 and status in ('REPLACED', 'REJECTED')
            """,
            id, organisation).ExecuteAsync(ct) == 1;

    /// <summary>Deletes some versions of an organisation with their decisions and items of the review queue.</summary>
    internal static Task<int> DeleteAsync(NpgsqlDataSource database, Guid organisation, int limit, CancellationToken ct) =>
        database.Statement(
            "delete from classification where id in (select id from classification where organisation_id = $1 limit $2)",
            organisation, limit).ExecuteAsync(ct);
}
