using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Deletes rows that have expired and serve nothing any more (docs/security.md says for how long each kind is kept).</summary>
public static class ExpiredRows
{
    private const int DeletedAtOnce = 1000;

    private static readonly (string Table, string Rows, TimeSpan Keep)[] Kinds =
    [
        ("refresh_token", "refresh_token where expires_at < now() - $1", TimeSpan.FromDays(1)),
        ("user_session", "user_session where least(revoked_at, expires_at) < now() - $1", TimeSpan.FromDays(30)),
        ("password_reset", "password_reset where expires_at < now() - $1", TimeSpan.FromDays(1)),
        ("invitation", "invitation where expires_at < now() - $1", TimeSpan.FromDays(1)),
        ("sign_in_throttle", "sign_in_throttle where updated_at < now() - $1", TimeSpan.FromDays(90)),
        ("idempotency_key", "idempotency_key where created_at < now() - $1", TimeSpan.FromDays(1)),
    ];

    /// <summary>Webhook by webhook, as the index of deliveries is.</summary>
    private const string OldDeliveries =
        """
        (select id from webhook) w, lateral (select d.ctid from webhook_delivery d
          where d.webhook_id = w.id and d.created_at < now() - $1 limit $2) d
        """;

    /// <summary>Any number of processes may do so at once.</summary>
    public static async Task DeleteAsync(NpgsqlDataSource database, TimeSpan keepDeliveries, CancellationToken ct)
    {
        foreach (var (table, rows, keep) in Kinds.Append(("webhook_delivery", OldDeliveries, keepDeliveries)))
        {
            // By place (ctid): a row that is changed meanwhile has another place, and stays.
            var statement = $"delete from {table} where ctid = any(array(select ctid from {rows} limit $2))";
            while (await database.Statement(statement, keep, DeletedAtOnce).ExecuteAsync(ct) == DeletedAtOnce)
            {
            }
        }
    }
}
