using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Api;

/// <summary>
/// Deletes expired rows once an hour, and bounds the age of keys (<c>Nexa:ApiKeyDays</c>), also at the start. Any number of replicas may do
/// so.
/// </summary>
internal sealed partial class Pruning(
    [AllOrganisations] NpgsqlDataSource database, WebhookSettings webhooks, IdentitySettings identity, ILogger<Pruning> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1));
        await TryAsync(BoundKeysAsync, stoppingToken);
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(BoundKeysAsync, stoppingToken);
            await TryAsync(ct => ExpiredRows.DeleteAsync(database, webhooks.KeepFor, ct), stoppingToken);
        }
    }

    private Task BoundKeysAsync(CancellationToken ct) =>
        identity.ApiKeyDays is { } days ? ApiKeyRows.BoundAgeAsync(database, days, ct) : Task.CompletedTask;

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        try
        {
            await act(ct);
        }
        catch (NpgsqlException failed)
        {
            DeletionFailed(failed.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deleting expired rows failed; retrying in 1 hour: {Reason}")]
    private partial void DeletionFailed(string reason);
}
