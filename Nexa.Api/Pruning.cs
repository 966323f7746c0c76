using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Api;

/// <summary>Deletes expired rows once an hour. Any number of replicas may do so.</summary>
internal sealed partial class Pruning(
    [AllOrganisations] NpgsqlDataSource database, WebhookSettings webhooks, ILogger<Pruning> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ExpiredRows.DeleteAsync(database, webhooks.KeepFor, stoppingToken);
            }
            catch (NpgsqlException failed)
            {
                DeletionFailed(failed.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deleting expired rows failed; retrying in 1 hour: {Reason}")]
    private partial void DeletionFailed(string reason);
}
