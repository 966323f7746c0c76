using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Tests.Jobs;

/// <summary>Whole pumps over one database: what a worker does with jobs that end well, badly, late or never.</summary>
public sealed class JobPumpTests(Servers servers) : IAsyncLifetime
{
    private readonly Script script = new();
    private readonly List<IHost> workers = [];
    private string connection = "";
    private string redis = "";
    private NpgsqlDataSource database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connection = await servers.CreateDatabaseAsync();
        redis = await servers.RedisAsync($"pump-{Guid.NewGuid():n}");
        database = NpgsqlDataSource.Create(connection);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }

        await database.DisposeAsync();
    }

    [Fact]
    public async Task Two_pumps_run_500_jobs_each_exactly_once()
    {
        await EnqueueAsync(500);
        await StartAsync();
        await StartAsync();

        await Eventually.HoldsAsync(async () => await CountAsync("succeeded") == 500);

        Assert.Equal(500, script.Runs.Count);
        Assert.All(script.Runs.Values, runs => Assert.Equal(1, runs));
    }

    [Fact]
    public async Task A_poison_job_ends_failed_and_its_handler_is_told_in_the_same_transaction()
    {
        script.On = (_, _) => throw new InvalidOperationException("poison");
        await EnqueueAsync(1, maxAttempts: 2);
        await StartAsync();

        await Eventually.HoldsAsync(async () =>
        {
            await ExecuteAsync("update job set run_at = now() where state = 'queued'"); // its backoff is over
            return await CountAsync("failed") == 1;
        });

        Assert.Equal(2, script.Runs[0]);
        Assert.Equal(["poison"], script.GivenUp);
    }

    [Fact]
    public async Task A_job_that_kills_its_worker_every_time_runs_out()
    {
        await EnqueueAsync(1, maxAttempts: 2);
        var queue = new JobQueue(database);
        for (var i = 0; i < 2; i++)
        {
            Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "dies", Ct));
            await ExecuteAsync("update job set lease_until = now() - interval '1 s'");
            await queue.ReapAsync(Ct);
        }

        await StartAsync();

        await Eventually.HoldsAsync(async () => await CountAsync("failed") == 1);
        Assert.Empty(script.Runs);
        Assert.Single(script.GivenUp);
    }

    [Fact]
    public async Task Stop_mid_job_gives_the_attempt_back()
    {
        script.On = async (_, ct) => await Task.Delay(Timeout.Infinite, ct);
        await EnqueueAsync(1);
        var worker = await StartAsync();
        await Eventually.HoldsAsync(() => script.Runs.Count == 1);

        await worker.StopAsync(CancellationToken.None);

        Assert.Equal(1, await CountAsync("queued"));
        Assert.Equal(0, await ScalarAsync("select attempt::bigint from job"));
    }

    [Fact]
    public async Task Cancel_while_running_stops_the_handler()
    {
        script.On = async (_, ct) => await Task.Delay(Timeout.Infinite, ct);
        await EnqueueAsync(1);
        var worker = await StartAsync();
        await Eventually.HoldsAsync(() => script.Runs.Count == 1);

        await ExecuteAsync("update job set cancel_requested = true");
        worker.Services.GetRequiredService<Doorbell>().Ring(Doorbell.Cancellation);

        await Eventually.HoldsAsync(async () => await CountAsync("cancelled") == 1);
    }

    [Fact]
    public async Task A_lost_lease_stops_the_handler_and_nothing_of_it_is_written()
    {
        script.On = async (_, ct) => await Task.Delay(Timeout.Infinite, ct);
        await EnqueueAsync(1);
        var worker = await StartAsync();
        await Eventually.HoldsAsync(() => script.Runs.Count == 1);

        await ExecuteAsync("update job set lease_token = gen_random_uuid(), lease_until = now() + interval '1 h'"); // another worker has it
        worker.Services.GetRequiredService<Doorbell>().Ring(Doorbell.Cancellation);

        await Eventually.HoldsAsync(() => script.Stopped.Contains(StopReason.LeaseLost));
        Assert.Equal(1, await CountAsync("running"));
    }

    [Fact]
    public async Task Without_Redis_jobs_are_found_by_polling()
    {
        redis = "127.0.0.1:1,abortConnect=false,connectTimeout=200,connectRetry=0";
        await StartAsync();
        await EnqueueAsync(3);

        await Eventually.HoldsAsync(async () => await CountAsync("succeeded") == 3);
    }

    [Fact]
    public async Task Starting_and_stopping_again_and_again_loses_and_doubles_nothing()
    {
        await EnqueueAsync(200);
        for (var i = 0; i < 5; i++)
        {
            var worker = await StartAsync();
            await worker.StopAsync(CancellationToken.None);
        }

        await StartAsync();
        await Eventually.HoldsAsync(async () => await CountAsync("succeeded") == 200);

        Assert.All(script.Runs.Values, runs => Assert.Equal(1, runs));
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:nexadb", connection), new("ConnectionStrings:redis", redis)]);
        builder.Logging.ClearProviders();
        builder.AddNexaRedis();
        builder.AddNexaCore();
        builder.Services.AddSingleton(script);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.AddJobHandler<Errand, ScriptedHandler>(slots: 8, timeout: TimeSpan.FromMinutes(1));
        var host = builder.Build();
        workers.Add(host);
        await host.StartAsync(Ct);
        return host;
    }

    private Task<int> EnqueueAsync(int count, int maxAttempts = 5) => database.Statement(
        """
        insert into job (id, kind, payload, max_attempts)
        select gen_random_uuid(), 'errand', jsonb_build_object('number', n), $2 from generate_series(0, $1 - 1) n
        """,
        count, (short)maxAttempts).ExecuteAsync(Ct);

    private Task<long> CountAsync(string state) => ScalarAsync($"select count(*) from job where state = '{state}'");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    internal sealed class Script
    {
        public ConcurrentDictionary<int, int> Runs { get; } = [];
        public ConcurrentQueue<string> GivenUp { get; } = [];
        public ConcurrentQueue<StopReason> Stopped { get; } = [];
        public Func<Errand, CancellationToken, Task> On { get; set; } = (_, _) => Task.CompletedTask;
    }

    private sealed class ScriptedHandler(Script script) : IJobHandler<Errand>
    {
        public async Task<Outcome> RunAsync(Errand payload, JobContext job, CancellationToken ct)
        {
            script.Runs.AddOrUpdate(payload.Number, 1, (_, runs) => runs + 1);
            await using var stopped = ct.Register(() => script.Stopped.Enqueue(job.StopReason));
            await script.On(payload, ct);
            return new Outcome.Done();
        }

        public Task<Action?> GiveUpAsync(Errand payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection,
            CancellationToken ct)
        {
            script.GivenUp.Enqueue(failure.Reason);
            return Task.FromResult<Action?>(null);
        }
    }
}
