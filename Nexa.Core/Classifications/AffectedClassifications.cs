using Nexa.Core.Data;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>The ACTIVE classifications of all organisation that a change of the fiscal tables concerns.</summary>
internal static class AffectedClassifications
{
    public static async Task<IReadOnlyList<string>> ListCodesInUseAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await connection.Statement("select distinct ncm from classification where status = 'ACTIVE' and ncm is not null")
            .ListAsync(row => row.Text("ncm"), ct);

    /// <summary>Takes back the flags of a legal change that is not true.</summary>
    public static Task UnflagAsync(NpgsqlConnection connection, List<Guid> classifications, CancellationToken ct) => connection.Statement(
        "update classification set needs_review = false, review_reason = null where id = any($1) and status = 'ACTIVE'", classifications)
        .ExecuteAsync(ct);

    /// <summary>
    /// Flags the ACTIVE classifications that are based on what changed, each with its reasons. They are locked in the order of their ids,
    /// so that no two transactions wait for each other.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> FlagAsync(
        NpgsqlConnection connection, IReadOnlyCollection<LegalChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
        {
            return new Dictionary<Guid, string>();
        }

        var flagged = await connection.Statement(
            """
            with hit as materialized (
              select c.id, changed.reason
              from unnest($1, $2, $3) as changed (ncm, ex, reason)
              join classification c on c.ncm = changed.ncm and (changed.ex is null or changed.ex = coalesce(nullif(c.exception, '00'), ''))
              where c.status = 'ACTIVE' order by c.id for no key update of c)
            update classification c set needs_review = true,
              review_reason = case when position(hit.reason in coalesce(c.review_reason, '')) > 0
                then c.review_reason else concat_ws(' ', c.review_reason, hit.reason) end
            from hit where c.id = hit.id
            returning c.id, hit.reason
            """,
            changes.Select(change => change.Ncm).ToArray(), changes.Select(change => change.Ex).ToArray(),
            changes.Select(change => change.Reason).ToArray())
            .ListAsync(row => (Id: row.Id("id"), Reason: row.Text("reason")), ct);
        return flagged.ToDictionary(one => one.Id, one => one.Reason);
    }
}
