using Nexa.Hosting;
using Nexa.Hosting.Servers;
using Npgsql;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Nexa.Tests.Support;

/// <summary>
/// One PostgreSQL and one Redis for the whole run: those of TEST_POSTGRES and TEST_REDIS, else programs of this machine.
/// They start when the first test asks; a server that cannot be had fails the test, it never skips it.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly string folder = Folders.CreateTemporary();
    private readonly string template = $"nexa_template_{Guid.NewGuid():n}";
    private readonly Lazy<Task<string>> postgres;
    private readonly Lazy<Task<string>> redis;
    private readonly Lazy<Task> templateReady;
    private BareServer? ownPostgres;
    private BareServer? ownRedis;
    private int databases;

    public Servers()
    {
        postgres = new(StartPostgresAsync);
        redis = new(StartRedisAsync);
        templateReady = new(MakeTemplateAsync);
    }

    /// <summary>Connection string of a fresh, migrated database of the caller's own.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await templateReady.Value;
        var name = $"{template}_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"create database {name} template {template}");
        return await OfAsync(name);
    }

    public Task<string> RedisAsync() => redis.Value;

    /// <summary>Redis with a channel prefix of the caller's own: publish and subscribe know no database number.</summary>
    public async Task<string> RedisAsync(string channelPrefix) => $"{await RedisAsync()},channelPrefix={channelPrefix}:";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (ownPostgres is null && templateReady.IsValueCreated)
        {
            for (var i = databases; i > 0; i--)
            {
                await ExecuteAsync($"drop database if exists {template}_{i} with (force)");
            }

            await ExecuteAsync($"drop database if exists {template} with (force)");
        }

        await (ownRedis?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ownPostgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> StartPostgresAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        // Safe without fsync: no test pulls the plug. synchronous_commit stays on, since tests do kill the server.
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["fsync"] = "off", ["max_connections"] = "500" };
        ownPostgres = await BareServer.StartPostgresAsync(folder, settings, TellTroubles, CancellationToken.None);
        return ownPostgres.ConnectionString + ";Database=postgres";
    }

    private async Task<string> StartRedisAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_REDIS") is { Length: > 0 } given)
        {
            return given;
        }

        ownRedis = await BareServer.StartRedisAsync(Path.Combine(folder, "redis"), TellTroubles, CancellationToken.None);
        return ownRedis.ConnectionString;
    }

    private async Task MakeTemplateAsync()
    {
        await ExecuteAsync($"create database {template}");
        await Migrations.ApplyAsync(await OfAsync(template) + ";Pooling=false");
    }

    private async Task<string> OfAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await postgres.Value) { Database = database, MaxPoolSize = 40, ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5, IncludeErrorDetail = true }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await postgres.Value + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void TellTroubles(string line)
    {
        if (line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal))
        {
            TestContext.Current.SendDiagnosticMessage("{0}", line);
        }
    }
}
