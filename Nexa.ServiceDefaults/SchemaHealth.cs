using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Core.Data;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Unhealthy while the database lacks a migration of this build: every statement of the service would fail.</summary>
internal sealed class SchemaHealth(IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var database = services.GetKeyedService<NpgsqlDataSource>(DatabaseRoles.System) ?? services.GetRequiredService<NpgsqlDataSource>();
        try
        {
            var pending = await SchemaMigrations.ListPendingAsync(database, cancellationToken);
            return pending.Count == 0 ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Pending migrations: {string.Join(", ", pending)}. Run: Nexa.Worker migrate");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue)
        {
            // A server that Nexa was never migrated on lacks the role that this service works as.
            return HealthCheckResult.Unhealthy($"Pending migrations: {SchemaMigrations.Newest} ({e.MessageText}). Run: Nexa.Worker migrate");
        }
    }
}
