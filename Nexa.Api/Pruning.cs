using Microsoft.Extensions.Options;
using Nexa.Core.Data;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Api;

/// <summary>Deletes, once an hour, what is over and serves nothing any more (docs/security.md says for how long each is kept). Any number of replicas may do so.</summary>
internal sealed partial class Pruning(NpgsqlDataSource database, IOptions<WebhookOptions> webhooks, ILogger<Pruning> log) : BackgroundService
{
    private const int Some = 1000;

    private readonly (string Table, string Rows, TimeSpan Keep)[] over =
    [
        ("refresh_token", "refresh_token where expires_at < now() - $1", TimeSpan.FromDays(1)),
        ("user_session", "user_session where least(revoked_at, expires_at) < now() - $1", TimeSpan.FromDays(30)),
        ("password_reset", "password_reset where expires_at < now() - $1", TimeSpan.FromDays(1)),
        ("sign_in_throttle", "sign_in_throttle where updated_at < now() - $1", TimeSpan.FromDays(90)),
        ("idempotency_key", "idempotency_key where created_at < now() - $1", TimeSpan.FromDays(1)),

        // Webhook by webhook, as its index of deliveries is.
        ("webhook_delivery", "(select id from webhook) w, lateral (select d.ctid from webhook_delivery d where d.webhook_id = w.id and d.created_at < now() - $1 limit $2) d", webhooks.Value.KeepFor),
    ];

    public async Task PruneAsync(CancellationToken ct)
    {
        foreach (var (table, rows, keep) in over)
        {
            int deleted;
            do
            {
                // By place: a row that is changed meanwhile has another one, and stays.
                await using var command = database.CreateCommand($"delete from {table} where ctid = any(array(select ctid from {rows} limit $2))").With(keep, Some);
                deleted = await command.ExecuteNonQueryAsync(ct);
            }
            while (deleted == Some);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (NpgsqlException failed)
            {
                NotPruned(failed.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is over stays for another hour: {Reason}")]
    private partial void NotPruned(string reason);
}
