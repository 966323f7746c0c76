using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Nexa.Core;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>PostgreSQL and Redis as every service of Nexa uses them; the clients below are Aspire's.</summary>
public static class DataDefaults
{
    // EF Core and raw SQL have a pool each: an API has two of both sizes (70 connections), a worker two of the first (50), and each a
    // few while it imports; the local PostgreSQL allows 250.
    private const int PoolSize = 25;
    private const int SystemPoolSize = 10; // sign-ins and what an operator does
    private const int ImportPoolSize = 2;

    /// <summary><see cref="NexaDbContext"/> on the connection <c>nexadb</c>, and the Redis client on <c>redis</c>.</summary>
    /// <param name="builder">The service, with <c>ConnectionStrings:nexadb</c> and <c>ConnectionStrings:redis</c>.</param>
    /// <param name="role">
    /// One of <see cref="DatabaseRoles"/>; null for the login itself, which owns the tables. A service that works as
    /// <see cref="DatabaseRoles.Tenant"/> gets the other role's <see cref="NexaDbContext"/> and <see cref="NpgsqlDataSource"/> under its
    /// name as the key.
    /// </param>
    public static void AddNexaData(this IHostApplicationBuilder builder, string? role)
    {
        SetConnection(builder.Configuration, role);
        builder.AddNpgsqlDbContext<NexaDbContext>("nexadb", configureDbContextOptions: options =>
        {
            NexaDbContext.Configure(options);
            options.UseNpgsql(npgsql => npgsql.ExecutionStrategy(dependencies => new ShortRetries(dependencies)));
            if (role == DatabaseRoles.Tenant)
            {
                options.AddInterceptors(new ScopedConnections());
            }
        });
        if (role == DatabaseRoles.Tenant)
        {
            AddSystemData(builder.Services);
        }

        if (role is not null)
        {
            builder.Services.AddKeyedSingleton(
                FiscalImport.DataSource, (provider, _) => CoreServices.CreateDataSource(ReadConnection(provider, FiscalImport.DataSource)));
            builder.Services.AddHealthChecks().AddCheck<SchemaHealth>("schema");
        }

        builder.AddNexaRedis();
    }

    /// <summary>Redis is speed, never truth: a service starts, answers and stays in rotation without it.</summary>
    public static void AddNexaRedis(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient("redis", configureOptions: options =>
        {
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 3000;
            options.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
        });
        builder.Services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations.Where(check => check.Name.Contains("redis", StringComparison.OrdinalIgnoreCase)))
            {
                check.FailureStatus = HealthStatus.Degraded;
                check.Timeout = TimeSpan.FromSeconds(3);
            }
        });
    }

    private static void AddSystemData(IServiceCollection services)
    {
        services.AddKeyedSingleton(
            DatabaseRoles.System, (provider, _) => CoreServices.CreateDataSource(ReadConnection(provider, DatabaseRoles.System)));
        services.AddKeyedSingleton(DatabaseRoles.System, (provider, _) =>
        {
            var options = new DbContextOptionsBuilder<NexaDbContext>();
            NexaDbContext.Configure(options);
            options.UseNpgsql(
                    ReadConnection(provider, DatabaseRoles.System),
                    npgsql => npgsql.ExecutionStrategy(dependencies => new ShortRetries(dependencies)))
                .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
            return new PooledDbContextFactory<NexaDbContext>(options.Options);
        });
        services.AddKeyedScoped(DatabaseRoles.System, (provider, key) =>
            provider.GetRequiredKeyedService<PooledDbContextFactory<NexaDbContext>>(key).CreateDbContext());
    }

    private static string ReadConnection(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IConfiguration>().GetConnectionString(name)
            ?? throw new InvalidOperationException("ConnectionStrings:nexadb is missing.");

    // In the connection string itself, since EF Core and the raw data source read it each for themselves.
    private static void SetConnection(IConfigurationManager configuration, string? role)
    {
        // Nexa sets nothing that outlives a transaction, but for the scope, which is set anew at every opening.
        var connection = ConnectionStrings.ReadDatabase(configuration.GetConnectionString("nexadb"));
        connection.NoResetOnClose = true;
        var imports = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { MaxPoolSize = ImportPoolSize };
        LockLimits.Apply(ConnectionPurpose.Imports, imports);
        LockLimits.Apply(role switch
        {
            null => ConnectionPurpose.Commands,
            DatabaseRoles.Tenant => ConnectionPurpose.Requests,
            _ => ConnectionPurpose.Jobs,
        }, connection);

        var isSizeGiven = connection.MaxPoolSize != new NpgsqlConnectionStringBuilder().MaxPoolSize;
        connection.MaxPoolSize = isSizeGiven ? connection.MaxPoolSize : PoolSize;
        var login = connection.ConnectionString;
        connection.MaxPoolSize = isSizeGiven ? connection.MaxPoolSize : SystemPoolSize;
        configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:nexadb", role is null ? login : DatabaseRoles.WorkAs(role, login)),
            new($"ConnectionStrings:{DatabaseRoles.System}", DatabaseRoles.WorkAs(DatabaseRoles.System, connection.ConnectionString)),
            new($"ConnectionStrings:{FiscalImport.DataSource}", DatabaseRoles.WorkAs(DatabaseRoles.System, imports.ConnectionString)),
        ]);
    }

    /// <summary>
    /// A restart is waited for, some ten seconds: the usual minute is too long for a client. What has had no answer in time is not asked
    /// again: whoever waits has waited long enough.
    /// </summary>
    private sealed class ShortRetries(ExecutionStrategyDependencies dependencies) : NpgsqlRetryingExecutionStrategy(
        dependencies, maxRetryCount: 5, maxRetryDelay: TimeSpan.FromSeconds(3), errorCodesToAdd: null)
    {
        protected override bool ShouldRetryOn(Exception? exception) =>
            exception is not NpgsqlException { InnerException: TimeoutException } && base.ShouldRetryOn(exception);
    }
}
