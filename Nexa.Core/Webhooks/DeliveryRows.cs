using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Webhooks;

/// <summary>A delivery that is still to be made.</summary>
public sealed record DueDelivery(
    Guid Organisation, Guid Webhook, string Url, string Secret, byte[]? SealedSecret, string Event, string Payload);

/// <summary>The statements of the table <c>webhook_delivery</c>, the log of all deliveries.</summary>
public static class DeliveryRows
{
    /// <summary>Webhook by webhook, as the index of deliveries is.</summary>
    private const string Expired =
        """
        (select id from webhook) w, lateral (select d.ctid from webhook_delivery d
          where d.webhook_id = w.id and d.created_at < now() - $1 limit $2) d
        """;

    /// <summary>Each was tried for three quarters of an hour.</summary>
    private const int FailuresInARow = 5;

    internal static Expiry ExpireAfter(TimeSpan keep) => new("webhook_delivery", Expired, keep);

    /// <summary>Null when it is delivered already, or nobody may receive it any more.</summary>
    public static async Task<DueDelivery?> FindDueAsync(NpgsqlDataSource database, Guid id, CancellationToken ct) =>
        (await database.Statement(
            $"""
            select w.organisation_id, w.id, w.url, w.secret, w.sealed_secret, d.event, d.payload
            from webhook_delivery d join webhook w on w.id = d.webhook_id
            where d.id = $1 and d.state <> 'DELIVERED' and {WebhookOutbox.Live}
            """,
            id).ListAsync(row => new DueDelivery(
                row.Id("organisation_id"), row.Id("id"), row.Text("url"), row.Text("secret"), row.BytesOrNull("sealed_secret"),
                row.Text("event"), row.Text("payload")), ct)).SingleOrDefault();

    /// <summary>Counts an attempt and keeps how it ended.</summary>
    public static Task LogAttemptAsync(
        NpgsqlConnection connection, Guid id, DeliveryState state, int? statusCode, string? error, CancellationToken ct) =>
        connection.Statement(
            """
            update webhook_delivery set state = $2, attempts = attempts + 1, status_code = $3, error = $4,
              delivered_at = case when $2 = 'DELIVERED' then now() end
            where id = $1
            """,
            id, state.ToText(), statusCode, error).ExecuteAsync(ct);

    /// <summary>
    /// Gives the delivery up; the error of its last attempt stays. A webhook whose last deliveries, since it was enabled,
    /// all failed is disabled: nobody listens.
    /// </summary>
    public static async Task FailAsync(NpgsqlConnection connection, Guid id, string reason, CancellationToken ct)
    {
        await connection.Statement(
            "update webhook_delivery set state = 'FAILED', error = coalesce(error, $2) where id = $1", id, reason).ExecuteAsync(ct);
        await connection.Statement(
            """
            update webhook w set enabled = false
            where w.id = (select webhook_id from webhook_delivery where id = $1)
              and (select count(*) filter (where last.state = 'FAILED') from (
                select d.state from webhook_delivery d where d.webhook_id = w.id and d.state <> 'PENDING'
                  and d.created_at > coalesce(w.enabled_at, '-infinity')
                order by d.created_at desc, d.id desc limit $2) last) = $2
            """,
            id, FailuresInARow).ExecuteAsync(ct);
    }
}
