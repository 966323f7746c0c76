using System.Diagnostics;
using Nexa.Hosting;
using Nexa.Hosting.Servers;
using StackExchange.Redis;

namespace Nexa.Tests.Tasks;

/// <summary>A Redis of its own, whose subscriptions are cut while a task waits for the agents.</summary>
public sealed class RedisGapTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_fell_into_a_gap_of_the_subscription_is_asked_for_anew_after_seconds()
    {
        var folder = Folders.CreateTemporary();
        try
        {
            await using var own = await BareServer.StartRedisAsync(Path.Combine(folder, "redis"), _ => { }, Ct);
            await using var app = await NexaApp.StartAsync(
                servers, new Dictionary<string, string>(StringComparer.Ordinal) { ["Agents:IdleTimeout"] = "00:01:00" },
                own.ConnectionString);
            await using var admin = await ConnectionMultiplexer.ConnectAsync(own.ConnectionString + ",allowAdmin=true");
            var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "LATE-1" });
            await Eventually.HoldsAsync(() => app.Agents.Received.Count == 1);
            var began = Stopwatch.GetTimestamp();

            await Eventually.HoldsAsync(async () => (int)await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub") > 0);
            var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

            Assert.Equal("85322410", events[^1].Data.GetProperty("result").GetProperty("ncm").GetString());
            Assert.Equal(["LATE-1", "LATE-1"], app.Agents.Received);
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30)); // not the idle timeout of a minute
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
