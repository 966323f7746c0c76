using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Hosting.Servers;
using Npgsql;

namespace Nexa.Hosting.Resources;

/// <summary>PostgreSQL as a program of this machine: what <c>AddPostgres</c> is where there are containers.</summary>
public sealed class LocalPostgresResource : ExecutableResource, IResourceWithConnectionString
{
    internal LocalPostgresResource(string name, PostgresCluster cluster, ParameterResource password)
        : base(name, "/bin/sh", "/")
    {
        Cluster = cluster;
        Endpoint = new EndpointReference(this, "tcp");
        ConnectionStringExpression = ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={PostgresCluster.User};Password={password}");
    }

    public PostgresCluster Cluster { get; }

    public ReferenceExpression ConnectionStringExpression { get; }

    internal EndpointReference Endpoint { get; }

    internal List<LocalDatabaseResource> Databases { get; } = [];
}

/// <summary>A database on it, made when it is not there.</summary>
public sealed class LocalDatabaseResource(string name, LocalPostgresResource postgres)
    : Resource(name), IResourceWithParent<LocalPostgresResource>, IResourceWithConnectionString
{
    public LocalPostgresResource Parent { get; } = postgres;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent};Database={Name}");
}

public static class LocalPostgres
{
    /// <summary>
    /// The program takes the place of the shell, so that its process id is known. Its log goes to standard output: on standard error
    /// Aspire takes every line for an error.
    /// </summary>
    private const string Shell = "exec \"$@\" </dev/null 2>&1";

    /// <summary>Adds a PostgreSQL that serves this cluster; the settings stand above the usual ones.</summary>
    public static IResourceBuilder<LocalPostgresResource> AddLocalPostgres(
        this IDistributedApplicationBuilder builder, string name, PostgresCluster cluster,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var program = cluster.BuildProgram(settings);
        var password = builder.AddParameter($"{name}-password", () => cluster.Password, secret: true);
        password.Resource.Annotations.Add(HideResource());
        var postgres = new LocalPostgresResource(name, cluster, password.Resource);
        builder.Services.AddHealthChecks().AddAsyncCheck($"{name}_check", ct => CheckAsync(postgres, "postgres", ct));
        return builder.AddResource(postgres)
            .WithEndpoint(name: "tcp", scheme: "tcp", isProxied: false)
            .WithIconName("DatabaseMultiple")
            .WithArgs(context =>
            {
                foreach (var argument in (string[])["-c", Shell, "nexa", program.File, .. program.Arguments, "-c"])
                {
                    context.Args.Add(argument);
                }

                context.Args.Add(ReferenceExpression.Create($"port={postgres.Endpoint.Property(EndpointProperty.TargetPort)}"));
            })
            .WithHealthCheck($"{name}_check")
            .OnBeforeResourceStarted((resource, starting, _) =>
                PublishStateAsync(starting.Services, resource, KnownResourceStates.Starting))
            .OnResourceReady(async (resource, ready, ct) =>
            {
                foreach (var database in resource.Databases)
                {
                    await CreateDatabaseAsync(resource, database.Name, ct);
                }

                await PublishStateAsync(ready.Services, resource, KnownResourceStates.Running);
            })
            .OnResourceStopped((resource, stopped, _) => PublishStateAsync(stopped.Services, resource, KnownResourceStates.Finished));
    }

    /// <summary>Adds a database; like Aspire's own it is named as it is referred to.</summary>
    public static IResourceBuilder<LocalDatabaseResource> AddDatabase(this IResourceBuilder<LocalPostgresResource> builder, string name)
    {
        var postgres = builder.Resource;
        var database = new LocalDatabaseResource(name, postgres);
        postgres.Databases.Add(database);
        builder.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck($"{name}_check", ct => CheckAsync(postgres, name, ct));
        return builder.ApplicationBuilder.AddResource(database).WithIconName("Database").WithHealthCheck($"{name}_check");
    }

    private static ResourceSnapshotAnnotation HideResource() =>
        new(new CustomResourceSnapshot { ResourceType = "Parameter", Properties = [], IsHidden = true });

    // Aspire passes states on to the children of containers only.
    private static async Task PublishStateAsync(IServiceProvider services, LocalPostgresResource postgres, string state)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        foreach (var database in postgres.Databases)
        {
            await notifications.PublishUpdateAsync(database, snapshot => snapshot with { State = state });
        }
    }

    private static async Task<HealthCheckResult> CheckAsync(LocalPostgresResource postgres, string database, CancellationToken ct)
    {
        if (!postgres.Cluster.TakesConnections)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not take connections yet.");
        }

        await using var connection = await OpenAsync(postgres, database, ct);
        return HealthCheckResult.Healthy();
    }

    private static async Task CreateDatabaseAsync(LocalPostgresResource postgres, string name, CancellationToken ct)
    {
        await using var connection = await OpenAsync(postgres, "postgres", ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    // Not pooled: PostgreSQL stops when its last client has left.
    private static async Task<NpgsqlConnection> OpenAsync(LocalPostgresResource postgres, string database, CancellationToken ct)
    {
        var text = $"{await postgres.ConnectionStringExpression.GetValueAsync(ct)};Database={database};Pooling=false;Timeout=5";
        var connection = new NpgsqlConnection(text);
        await connection.OpenAsync(ct);
        return connection;
    }
}
