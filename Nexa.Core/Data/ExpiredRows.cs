using Nexa.Core.Idempotency;
using Nexa.Core.Identity;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Rows of a table that serve nothing any more.</summary>
/// <param name="Table">Where they are deleted from.</param>
/// <param name="Rows">What finds them, from its <c>from</c> on: those older than <c>$1</c>.</param>
/// <param name="Keep">For how long a row is kept.</param>
internal sealed record Expiry(string Table, string Rows, TimeSpan Keep);

/// <summary>Deletes rows that have expired (docs/security.md says for how long each kind is kept).</summary>
public static class ExpiredRows
{
    private const int DeletedAtOnce = 1000;

    /// <summary>Any number of processes may do so at once.</summary>
    public static async Task DeleteAsync(NpgsqlDataSource database, TimeSpan keepDeliveries, CancellationToken ct)
    {
        foreach (var (table, rows, keep) in
            (IEnumerable<Expiry>)[.. SignInRows.Expiries, IdempotencyStore.Expiry, DeliveryRows.ExpireAfter(keepDeliveries)])
        {
            // By place (ctid): a row that is changed meanwhile has another place, and stays.
            var statement = $"delete from {table} where ctid = any(array(select ctid from {rows} limit $2))";
            while (await database.Statement(statement, keep, DeletedAtOnce).ExecuteAsync(ct) == DeletedAtOnce)
            {
            }
        }
    }
}
