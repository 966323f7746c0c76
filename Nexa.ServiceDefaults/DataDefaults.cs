using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Nexa.Core;
using Nexa.Core.Data;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>PostgreSQL and Redis as every service of Nexa uses them; the clients below are Aspire's.</summary>
public static class DataDefaults
{
    // EF Core and raw SQL have a pool each: an API has two of both sizes (70 connections), a worker two of the first (50); the local
    // PostgreSQL allows 250.
    private const int PoolSize = 25;
    private const int SystemPoolSize = 10; // sign-ins and what an operator does

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
            options.UseNpgsql(RetryShortly);
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
        services.AddKeyedSingleton(DatabaseRoles.System, (provider, _) => CoreServices.CreateDataSource(ReadSystemConnection(provider)));
        services.AddKeyedSingleton(DatabaseRoles.System, (provider, _) =>
        {
            var options = new DbContextOptionsBuilder<NexaDbContext>();
            NexaDbContext.Configure(options);
            options.UseNpgsql(ReadSystemConnection(provider), RetryShortly)
                .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
            return new PooledDbContextFactory<NexaDbContext>(options.Options);
        });
        services.AddKeyedScoped(DatabaseRoles.System, (provider, key) =>
            provider.GetRequiredKeyedService<PooledDbContextFactory<NexaDbContext>>(key).CreateDbContext());
    }

    private static string ReadSystemConnection(IServiceProvider provider) =>
        provider.GetRequiredService<IConfiguration>().GetConnectionString(DatabaseRoles.System)
            ?? throw new InvalidOperationException("ConnectionStrings:nexadb is missing.");

    // a restart is waited for, some ten seconds; the usual minute is too long for a client
    private static void RetryShortly(NpgsqlDbContextOptionsBuilder npgsql) =>
        npgsql.EnableRetryOnFailure(maxRetryCount: 5, maxRetryDelay: TimeSpan.FromSeconds(3), errorCodesToAdd: null);

    // In the connection string itself, since EF Core and the raw data source read it each for themselves.
    private static void SetConnection(IConfigurationManager configuration, string? role)
    {
        // Nexa sets nothing that outlives a transaction, but for the scope, which is set anew at every opening.
        var connection = ConnectionStrings.ReadDatabase(configuration.GetConnectionString("nexadb"));
        connection.NoResetOnClose = true;
        if (role is not null)
        {
            LockLimits.Apply(role, connection); // a command of an operator may take its time
        }

        var isSizeGiven = connection.MaxPoolSize != new NpgsqlConnectionStringBuilder().MaxPoolSize;
        connection.MaxPoolSize = isSizeGiven ? connection.MaxPoolSize : PoolSize;
        var login = connection.ConnectionString;
        configuration.AddInMemoryCollection([new("ConnectionStrings:nexadb", role is null ? login : DatabaseRoles.WorkAs(role, login))]);
        if (role == DatabaseRoles.Tenant)
        {
            connection.MaxPoolSize = isSizeGiven ? connection.MaxPoolSize : SystemPoolSize;
            configuration.AddInMemoryCollection(
                [new($"ConnectionStrings:{DatabaseRoles.System}",
                    DatabaseRoles.WorkAs(DatabaseRoles.System, connection.ConnectionString))]);
        }
    }
}
