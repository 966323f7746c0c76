using System.Net.Http.Json;
using Nexa.Core.Data;
using Nexa.Hosting;
using Npgsql;

namespace Nexa.Tests.Hosting;

/// <summary>
/// A worker or an API that freezes, or loses its network to PostgreSQL, inside a transaction or outside of one: no lock outlives the lease
/// of a job, and what wakes up writes nothing.
/// </summary>
public sealed class FrozenProcessTests(Servers servers)
{
    /// <summary>Idle in a transaction for 15 s, and what the machine needs besides.</summary>
    private static readonly TimeSpan LocksGiven = TimeSpan.FromSeconds(25);

    /// <summary>A lease of 30 s, a third of it until it is reaped, and the run itself.</summary>
    private static readonly TimeSpan Rescued = TimeSpan.FromSeconds(60);

    private const string Blocked = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public enum Fault { Freeze, Silence, Drop }

    [Theory]
    [InlineData(Fault.Freeze)]
    [InlineData(Fault.Silence)]
    [InlineData(Fault.Drop)]
    public async Task A_worker_lost_inside_a_transaction_gives_its_locks_back_and_another_does_its_work_once(Fault fault)
    {
        await using var scene = await Scene.StartAsync(servers);
        var task = await scene.SubmitAsync("HELD-1");
        await Eventually.HoldsAsync(() => scene.Agents.Received.Count == 1);
        await using var blocker = await scene.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await blocker.Statement("select 1 from task for update").ExecuteAsync(Ct);
        scene.Agents.Release.TrySetResult();
        await Eventually.HoldsAsync(() => scene.HasAsync(Blocked));

        await scene.LoseAsync(fault);
        await transaction.RollbackAsync(Ct); // the lost worker's session has the lock now, and nobody to end its transaction

        await using var second = await scene.StartWorkerAsync(isDirect: true);
        await Eventually.HoldsAsync(() => scene.HasAsync("select 1 from task for update nowait"), LocksGiven);
        await Eventually.HoldsAsync(() => scene.HasAsync("select 1 from task where status = 'DONE'"), Rescued);
        await scene.FindAgainAsync(fault);

        await Eventually.HoldsAsync(() => scene.HasAsync("select 1 from task where status = 'DONE'"));
        Assert.Equal("1", await scene.ReadAsync("select count(*)::text from classification"));
        Assert.Equal("1", await scene.ReadAsync("select count(*)::text from task_event where name = 'classification_finished'"));
        Assert.NotEqual(Guid.Empty, task);
    }

    [Fact]
    public async Task A_worker_frozen_outside_of_a_transaction_writes_nothing_when_it_wakes_up()
    {
        await using var scene = await Scene.StartAsync(servers);
        await scene.SubmitAsync("HELD-1");
        await Eventually.HoldsAsync(() => scene.Agents.Received.Count == 1);

        await scene.LoseAsync(Fault.Freeze);
        scene.Agents.Release.TrySetResult();
        await using var second = await scene.StartWorkerAsync(isDirect: true);
        await Eventually.HoldsAsync(() => scene.HasAsync("select 1 from task where status = 'DONE'"), Rescued);
        await scene.FindAgainAsync(Fault.Freeze);

        await Eventually.HoldsAsync(() => scene.Agents.Received.Count == 2);
        Assert.Equal("1", await scene.ReadAsync("select count(*)::text from classification"));
        Assert.Equal("1", await scene.ReadAsync("select count(*)::text from task_event where name = 'classification_finished'"));
    }

    [Fact]
    public async Task An_API_frozen_inside_a_transaction_gives_its_locks_back()
    {
        await using var scene = await Scene.StartAsync(servers);
        var task = await scene.SubmitAsync("HELD-1");
        await Eventually.HoldsAsync(() => scene.Agents.Received.Count == 1);
        await using var blocker = await scene.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await blocker.Statement("select 1 from task for update").ExecuteAsync(Ct);
        var cancelling = scene.Http.PostAsync(new Uri($"/tasks/{task}/cancel", UriKind.Relative), null, Ct);
        await Eventually.HoldsAsync(() => scene.HasAsync(Blocked));

        await scene.Api.FreezeAsync();
        await transaction.RollbackAsync(Ct);

        await Eventually.HoldsAsync(() => scene.HasAsync("select 1 from task for update nowait"), LocksGiven);
        await scene.Api.ThawAsync();
        (await cancelling).Dispose();
    }

    /// <summary>An API and a worker as processes; the worker reaches PostgreSQL over a network that can be cut.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly string database;
        private readonly string redis;
        private readonly FaultyProxy network;
        private RunningService worker = null!;

        private Scene(string database, string redis, ScriptedAgents agents)
        {
            (this.database, this.redis, Agents) = (database, redis, agents);
            var server = new NpgsqlConnectionStringBuilder(database);
            network = new FaultyProxy(server.Host!, server.Port);
        }

        public ScriptedAgents Agents { get; }
        public RunningService Api { get; private set; } = null!;
        public HttpClient Http { get; private set; } = null!;

        public static async Task<Scene> StartAsync(Servers servers)
        {
            var channel = await servers.RedisAsync($"frozen-{Guid.NewGuid():n}");
            var scene = new Scene(await servers.CreateDatabaseAsync(), channel, await ScriptedAgents.StartAsync(channel));
            var port = Ports.FindFree();
            scene.Api = await RunningService.StartAsync("Nexa.Api", port, ("ConnectionStrings__nexadb", scene.database),
                ("ConnectionStrings__redis", channel), ("DOTNET_ENVIRONMENT", "Development"), ("Nexa__AllowAnonymous", "true"));
            scene.Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            scene.worker = await scene.StartWorkerAsync(isDirect: false);
            return scene;
        }

        public Task<RunningService> StartWorkerAsync(bool isDirect)
        {
            var way = new NpgsqlConnectionStringBuilder(database);
            way.Port = isDirect ? way.Port : network.Port;
            return RunningService.StartAsync("Nexa.Worker", Ports.FindFree(), ("ConnectionStrings__nexadb", way.ConnectionString),
                ("ConnectionStrings__redis", redis), ("Agents__BaseUrl", Agents.Url), ("Nexa__EncryptionKey", new string('e', 48)));
        }

        public async Task<Guid> SubmitAsync(string partNumber)
        {
            using var answer = await Http.PostAsJsonAsync("/classify-partnumber", new { partnumber = partNumber }, Ct);
            return (await ApiHost.JsonAsync(answer)).GetProperty("task_id").GetGuid();
        }

        public async Task LoseAsync(Fault fault)
        {
            switch (fault)
            {
                case Fault.Freeze: await worker.FreezeAsync(); break;
                case Fault.Silence: network.FallSilent(); break;
                case Fault.Drop: await worker.FreezeAsync(); network.Drop(); break; // frozen, so that it does not come back at once
            }
        }

        public Task FindAgainAsync(Fault fault) => fault is Fault.Silence ? Task.CompletedTask : worker.ThawAsync();

        public async Task<NpgsqlConnection> OpenAsync()
        {
            var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync(Ct);
            return connection;
        }

        /// <summary>Whether the statement gives a row; false while another session has it locked.</summary>
        public async Task<bool> HasAsync(string sql)
        {
            try
            {
                await using var connection = await OpenAsync();
                return await connection.Statement(sql).ScalarAsync<int>(Ct) == 1;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                return false;
            }
        }

        public async Task<string?> ReadAsync(string sql)
        {
            await using var connection = await OpenAsync();
            return await connection.Statement(sql).ScalarAsync<string>(Ct);
        }

        public async ValueTask DisposeAsync()
        {
            Agents.Release.TrySetResult();
            await worker.DisposeAsync();
            await Api.DisposeAsync();
            Http.Dispose();
            await network.DisposeAsync();
            await Agents.DisposeAsync();
        }
    }
}
