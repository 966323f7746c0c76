using System.Net;
using System.Text;
using System.Text.Json;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Worker.Watching;
using Npgsql;

namespace Nexa.Worker.Webhooks;

/// <summary>Posts one event to one webhook. The queue retries anything but 2xx; the log keeps the last answer.</summary>
internal sealed class DeliverWebhookHandler(
    NpgsqlDataSource database, WebhookSecrets secrets, IHttpClientFactory clients, DeliveriesInFlight inFlight, WorkMetrics metrics,
    TimeProvider clock) : IJobHandler<DeliverWebhook>
{
    public const string Client = "webhooks";

    /// <summary>Chosen: one delivery more than may run soon gets its turn; a crowd that waits long is claimed seldom.</summary>
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);

    public async Task<Outcome> RunAsync(DeliverWebhook payload, JobContext job, CancellationToken ct)
    {
        if (await DeliveryRows.FindDueAsync(database, payload.DeliveryId, ct) is not { } due)
        {
            return new Outcome.Done();
        }

        using var slot = inFlight.TryEnter(due.Organisation);
        if (slot is null)
        {
            var age = (clock.GetUtcNow() - job.Claim.CreatedAt).TotalSeconds;
            var turn = TimeSpan.FromSeconds(Math.Clamp(age / 2, ShortestTurn.TotalSeconds, LongestTurn.TotalSeconds));
            return new Outcome.Snooze(turn * Random.Shared.NextDouble(), "The organisation has as many deliveries in flight as it may.");
        }

        using var content = new StringContent(due.Payload, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, due.Url) { Content = content };
        var id = JsonElement.Parse(due.Payload).GetProperty("id").GetString()!;
        foreach (var (name, value) in WebhookSignature.Sign(await secrets.OpenAsync(due, ct), id, due.Payload, clock.GetUtcNow()))
        {
            request.Headers.Add(name, value);
        }

        request.Headers.Add("Nexa-Event", due.Event);
        request.Headers.Add("Nexa-Delivery", payload.DeliveryId.ToString());
        HttpStatusCode? status = null;
        string error;
        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            status = response.StatusCode;
            metrics.CountDelivery(response.IsSuccessStatusCode ? "delivered" : "refused");
            if (response.IsSuccessStatusCode)
            {
                return new Outcome.Done((transaction, token) =>
                    DeliveryRows.LogAttemptAsync(transaction, payload.DeliveryId, DeliveryState.Delivered, (int)response.StatusCode, null,
                        token));
            }

            error = $"HTTP {(int)response.StatusCode}";
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            metrics.CountDelivery("unreachable");
            // How it failed in detail would tell what there is in the network of the worker.
            error = failed is TaskCanceledException ? "no answer in time" : "no connection";
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await DeliveryRows.LogAttemptAsync(connection, payload.DeliveryId, DeliveryState.Pending, (int?)status, error, ct);
        return status is HttpStatusCode.Gone ? new Outcome.Fail(error) : new Outcome.Retry(error);
    }

    public async Task<Action?> GiveUpAsync(
        DeliverWebhook payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection, CancellationToken ct)
    {
        await DeliveryRows.FailAsync(connection, payload.DeliveryId, failure.Reason, ct);
        return null;
    }
}
