using System.Diagnostics;
using System.Globalization;
using Nexa.Core.Data;
using Nexa.Tests.Support;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Benchmarks;

/// <summary>Faults of a running system, drawn by a seed so that a run can be had again.</summary>
internal sealed class ChaosFaults(NexaSystem system, int seed)
{
    private static readonly string[] Processes = ["worker-1", "worker-2", "redis", "postgres", "api"];
    private static readonly string[] Frozen = ["worker-1", "worker-2", "api"];
    private readonly Random random = new(seed);

    /// <summary>Begins a fault; the answer's task ends when it is over and all that it hit runs again.</summary>
    public (string Name, Task Over) Begin()
    {
        switch (random.Next(8))
        {
            case < 4:
                var killed = Processes[random.Next(Processes.Length)];
                return ($"kill -9 {killed}", system.KillAsync(killed));
            case < 6:
                var frozen = Frozen[random.Next(Frozen.Length)];
                var seconds = random.Next(8, 18);
                return (string.Create(CultureInfo.InvariantCulture, $"SIGSTOP {frozen} {seconds} s"), FreezeAsync(frozen, seconds));
            case 6:
                return ("Redis emptied", EmptyRedisAsync());
            default:
                return ("all backends terminated", TerminateBackendsAsync());
        }
    }

    private async Task FreezeAsync(string name, int seconds)
    {
        var id = system.ProcessId(name).ToString(CultureInfo.InvariantCulture);
        await SignalAsync("STOP", id);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await SignalAsync("CONT", id);
    }

    private static async Task SignalAsync(string signal, string id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", id]);
        await kill.WaitForExitAsync();
    }

    private async Task EmptyRedisAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(system.Redis + ",allowAdmin=true");
        await redis.GetServers()[0].ExecuteAsync("FLUSHALL");
    }

    private async Task TerminateBackendsAsync()
    {
        await using var connection = new NpgsqlConnection(system.Database + ";Pooling=false");
        await connection.OpenAsync();
        await connection.Statement(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
            .ScalarAsync<long>(CancellationToken.None);
    }
}
