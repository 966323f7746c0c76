using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>Part numbers that an organisation has classified before.</summary>
public static class KnownNumbers
{
    /// <summary>Which of the numbers the history of the task's organisation has, and how they are written there.</summary>
    /// <param name="keys">Numbers as <see cref="PartNumber.Normalize"/> makes them.</param>
    /// <returns>By key; whether a person approved it or nobody has to.</returns>
    public static async Task<Dictionary<string, (string Number, bool IsTrusted)>> FindAsync(
        NpgsqlDataSource database, Guid task, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var known = new Dictionary<string, (string Number, bool IsTrusted)>(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return known;
        }

        var batch = database.Batch(SqlPlanning.FollowKeys).Add(
            $"""
            select c.number_key, {PartNumberRows.SelectNumber("c.part_number_id")} as partnumber,
              c.approved_at is not null or not c.needs_review as is_trusted
            from classification c
            where c.organisation_id = {TaskRows.SelectOrganisation("$1")} and c.number_key = any($2) and c.status = 'ACTIVE'
            """,
            task, keys.ToList());
        foreach (var (key, number, isTrusted) in await batch.ListAsync(
            row => (row.Text("number_key"), row.Text("partnumber"), row.Flag("is_trusted")), ct))
        {
            known[key] = (number, isTrusted || known.GetValueOrDefault(key).IsTrusted);
        }

        return known;
    }
}
