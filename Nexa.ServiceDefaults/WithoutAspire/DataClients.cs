using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>The two Aspire client integrations that Nexa uses, with their names, parameters and names of health checks, for builds without Aspire.</summary>
public static class DataClients
{
    public static void AddRedisClient(this IHostApplicationBuilder builder, string connectionName, Action<ConfigurationOptions>? configureOptions = null)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
        {
            var options = ConfigurationOptions.Parse(ConnectionString(services, connectionName));
            configureOptions?.Invoke(options);
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().AddRedis(services => services.GetRequiredService<IConnectionMultiplexer>(), name: "StackExchange.Redis");
    }

    public static void AddNpgsqlDbContext<TContext>(this IHostApplicationBuilder builder, string connectionName, Action<DbContextOptionsBuilder>? configureDbContextOptions = null)
        where TContext : DbContext
    {
        builder.Services.AddDbContextPool<TContext>((services, options) =>
        {
            options.UseNpgsql(ConnectionString(services, connectionName), npgsql => npgsql.EnableRetryOnFailure());
            configureDbContextOptions?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddNpgSql(services => ConnectionString(services, connectionName), name: typeof(TContext).Name);
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddNpgsql());
    }

    // Asked for when it is needed, as Aspire does: who never uses a client need not name its server.
    private static string ConnectionString(IServiceProvider services, string connectionName) =>
        services.GetRequiredService<IConfiguration>().GetConnectionString(connectionName)
        ?? throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing.");
}
