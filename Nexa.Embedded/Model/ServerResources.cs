using System.Globalization;
using Nexa.Embedded.Processes;
using Nexa.Embedded.Servers;

namespace Nexa.Embedded.Model;

/// <summary>Redis, or what stands in for it.</summary>
public sealed class RedisResource(string name, string folder, int? port) : ConnectedResource(name)
{
    private EmbeddedRedis? server;

    public override string ConnectionString => server?.ConnectionString ?? "";

    public override IReadOnlyList<string> Addresses => [ConnectionString];

    internal override (int Port, string Variable)? FixedPort => port is { } known ? (known, "NEXA_REDIS_PORT") : null;

    public override IReadOnlyList<SupervisedProcess> Processes => server is null ? [] : [server.Process];

    internal override async Task StartAsync(Action<string, string> log, CancellationToken ct) => server = await EmbeddedRedis.StartAsync(folder, log, ct, port);

    internal override async Task StopAsync() => await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
}

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgresResource(string name, string folder, IReadOnlyDictionary<string, string> settings) : Resource(name)
{
    public override IReadOnlyList<string> Addresses => Server is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Server.Port}")];

    public override IReadOnlyList<SupervisedProcess> Processes => Server is null ? [] : [Server.Process];

    internal EmbeddedPostgres? Server { get; private set; }

    public DatabaseResource AddDatabase(string database) => new(database, this);

    internal override async Task StartAsync(Action<string, string> log, CancellationToken ct) => Server = await EmbeddedPostgres.StartAsync(folder, log, ct, settings: settings);

    internal override async Task StopAsync() => await (Server?.DisposeAsync() ?? ValueTask.CompletedTask);
}

/// <summary>A database on a PostgreSQL server, made when it is not there.</summary>
public sealed class DatabaseResource : ConnectedResource
{
    private readonly PostgresResource postgres;

    internal DatabaseResource(string name, PostgresResource postgres)
        : base(name)
    {
        this.postgres = postgres;
        Await(postgres);
    }

    public override string ConnectionString => postgres.Server?.ConnectionString(Name) ?? "";

    public override IReadOnlyList<string> Addresses => postgres.Addresses.Select(address => $"{address}/{Name}").ToList();

    public override string State => postgres.State;

    public override IReadOnlyList<SupervisedProcess> Processes => [];

    internal override Task StartAsync(Action<string, string> log, CancellationToken ct) => postgres.Server!.CreateDatabaseAsync(Name, ct);

    internal override Task StopAsync() => Task.CompletedTask;
}
