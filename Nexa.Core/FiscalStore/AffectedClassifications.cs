using Nexa.Fiscal.Import;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.FiscalStore;

/// <summary>The ACTIVE classifications that a change of the tables concerns.</summary>
internal static class AffectedClassifications
{
    public static async Task<IReadOnlyList<string>> CodesInUseAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select distinct ncm from classification where status = 'ACTIVE' and ncm is not null", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var codes = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            codes.Add(reader.GetString(0));
        }

        return codes;
    }

    /// <summary>The ACTIVE classifications that rest on what changed, each with its reasons; flagged in their order, so that no two transactions wait for each other.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> FlagAsync(NpgsqlConnection connection, IReadOnlyCollection<LegalChange> changes, CancellationToken ct)
    {
        var resting = new Dictionary<Guid, string>();
        if (changes.Count == 0)
        {
            return resting;
        }

        await using var command = new NpgsqlCommand(
            """
            with hit as materialized (
              select c.id, changed.reason
              from unnest($1::text[], $2::text[], $3::text[]) as changed (ncm, ex, reason)
              join classification c on c.ncm = changed.ncm and (changed.ex is null or changed.ex = coalesce(nullif(c.exception, '00'), ''))
              where c.status = 'ACTIVE' order by c.id for no key update of c)
            update classification c set needs_review = true,
              review_reason = case when position(hit.reason in coalesce(c.review_reason, '')) > 0 then c.review_reason else concat_ws(' ', c.review_reason, hit.reason) end
            from hit where c.id = hit.id
            returning c.id, hit.reason
            """, connection)
        {
            Parameters =
            {
                new() { Value = changes.Select(change => change.Ncm).ToArray() },
                new() { Value = changes.Select(change => change.Ex).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = changes.Select(change => change.Reason).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            resting.Add(reader.GetGuid(0), reader.GetString(1));
        }

        return resting;
    }
}
