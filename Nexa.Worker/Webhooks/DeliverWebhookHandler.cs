using System.Net;
using System.Text;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Worker.Webhooks;

/// <summary>Posts one event to one webhook. Anything but 2xx is tried again by the queue; the log keeps the last answer.</summary>
internal sealed class DeliverWebhookHandler(NpgsqlDataSource database, IHttpClientFactory clients, TimeProvider clock) : IJobHandler<DeliverWebhook>
{
    public const string Client = "webhooks";

    public async Task<Outcome> RunAsync(DeliverWebhook payload, JobContext job, CancellationToken ct)
    {
        string url, secret, name, body;
        await using (var command = database.CreateCommand(
            $"""
            select w.url, w.secret, d.event, d.payload from webhook_delivery d join webhook w on w.id = d.webhook_id
            where d.id = $1 and d.state <> 'DELIVERED' and {WebhookOutbox.Live}
            """).With(payload.DeliveryId))
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct))
            {
                return new Outcome.Done(); // delivered already, or nobody wants it any more
            }

            (url, secret, name, body) = (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, body, clock.GetUtcNow()));
        request.Headers.Add("Nexa-Event", name);
        request.Headers.Add("Nexa-Delivery", payload.DeliveryId.ToString());
        HttpStatusCode? status = null;
        string error;
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            status = response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                return new Outcome.Done((connection, token) => LogAsync(connection, payload.DeliveryId, "DELIVERED", status, null, token));
            }

            error = $"HTTP {(int)response.StatusCode}";
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            error = failed is TaskCanceledException ? "no answer in time" : failed.Message;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await LogAsync(connection, payload.DeliveryId, "PENDING", status, error, ct);
        return status is HttpStatusCode.Gone ? new Outcome.Fail(error) : new Outcome.Retry(error);
    }

    public async Task<Action?> GiveUpAsync(DeliverWebhook payload, JobContext job, string reason, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Statement("update webhook_delivery set state = 'FAILED', error = coalesce(error, $2) where id = $1", payload.DeliveryId, reason);
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    private static async Task LogAsync(NpgsqlConnection connection, Guid delivery, string state, HttpStatusCode? status, string? error, CancellationToken ct)
    {
        await using var command = connection.Statement(
            "update webhook_delivery set state = $2, attempts = attempts + 1, status_code = $3, error = $4, delivered_at = case when $2 = 'DELIVERED' then now() end where id = $1",
            delivery, state, status is null ? null : (int)status, error);
        await command.ExecuteNonQueryAsync(ct);
    }
}
