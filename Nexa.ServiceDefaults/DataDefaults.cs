using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Core.Data;
using Npgsql;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// PostgreSQL and Redis as every service of Nexa uses them; the clients below are Aspire's, or their namesakes in WithoutAspire.
/// </summary>
public static class DataDefaults
{
    private const int PoolSize = 25; // two pools (EF Core and raw SQL) in four processes: 200 connections at most

    /// <summary><see cref="NexaDbContext"/> on the connection <c>nexadb</c>, and the Redis client on <c>redis</c>.</summary>
    public static void AddNexaData(this IHostApplicationBuilder builder)
    {
        SetConnection(builder.Configuration);
        builder.AddNpgsqlDbContext<NexaDbContext>("nexadb", configureDbContextOptions: options =>
        {
            NexaDbContext.Configure(options);
            // a restart is waited for, some ten seconds; the usual minute is too long for a client
            options.UseNpgsql(npgsql =>
                npgsql.EnableRetryOnFailure(maxRetryCount: 5, maxRetryDelay: TimeSpan.FromSeconds(3), errorCodesToAdd: null));
        });
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

    // In the connection string itself, since EF Core and the raw data source read it each for themselves, with Aspire or without.
    private static void SetConnection(IConfigurationManager configuration)
    {
        if (configuration.GetConnectionString("nexadb") is not { Length: > 0 } text)
        {
            return; // the client says what is missing
        }

        var connection = new NpgsqlConnectionStringBuilder(text) { NoResetOnClose = true }; // Nexa sets nothing that outlives a transaction
        if (connection.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
        {
            connection.MaxPoolSize = PoolSize;
        }

        configuration.AddInMemoryCollection([new("ConnectionStrings:nexadb", connection.ConnectionString)]);
    }
}
