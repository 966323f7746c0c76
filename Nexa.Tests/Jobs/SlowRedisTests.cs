using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Api.Live;
using Nexa.Core.FiscalStore;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Hosting;
using Nexa.Hosting.Servers;
using Nexa.Fiscal;
using Nexa.Worker.Jobs;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Tests.Jobs;

/// <summary>A Redis that holds its connections and does not answer: speed is lost, no process is.</summary>
public sealed class SlowRedisTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_listens_outlives_the_silence_and_hears_what_comes_after_it()
    {
        var folder = Folders.CreateTemporary();
        await using var server = await BareServer.StartRedisAsync(Path.Combine(folder, "redis"), _ => { }, Ct);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},asyncTimeout=300,abortConnect=false");
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(database).AddSingleton<IConnectionMultiplexer>(redis).AddFiscalTables().BuildServiceProvider();
        await FiscalImport.EnsureStarterAsync(database, Ct);
        var loaded = new TaskCompletionSource();
        services.GetRequiredService<FiscalTablesSource>().Changed += (_, _) => loaded.TrySetResult();
        var tables = (BackgroundService)services.GetRequiredService<IHostedService>();
        using var bells = new Bells(redis, new Doorbell(redis), NullLogger<Bells>.Instance);
        using var feed = new TaskFeed(database, database, redis, new EventSeal(database), NullLogger<TaskFeed>.Instance);
        var heard = bells.Find("errand").WaitAsync(TimeSpan.FromMinutes(5), Ct);

        Signal(server, "STOP");
        try
        {
            await bells.StartAsync(Ct);
            await feed.StartAsync(Ct);
            await tables.StartAsync(Ct);
            await loaded.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct); // from PostgreSQL, in spite of the silence
        }
        finally
        {
            Signal(server, "CONT");
        }

        await Eventually.HoldsAsync(() =>
        {
            new Doorbell(redis).Ring("errand");
            return heard.IsCompletedSuccessfully;
        });
        Assert.False(bells.ExecuteTask!.IsFaulted);
        await Eventually.HoldsAsync(async () => // it is subscribed after all
            (long)((RedisResult[])(await redis.GetDatabase().ExecuteAsync("PUBSUB", "NUMSUB", EventPublisher.Channel.ToString()))!)[1] > 0);
        await feed.StopAsync(Ct);
        await tables.StopAsync(Ct);
        await bells.StopAsync(Ct);
        Directory.Delete(folder, recursive: true);
    }

    private static void Signal(BareServer server, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
