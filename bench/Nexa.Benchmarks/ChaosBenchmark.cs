using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Core.Data;
using Nexa.Tests.Support;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>
/// Load, while one process after the other is killed: every accepted task must end, with one classification and one last event.
/// What was accepted until five seconds after a kill must have ended before the next one, and its time is the figure.
/// </summary>
internal static class ChaosBenchmark
{
    private static readonly string[] Victims = ["worker-1", "redis", "worker-2", "postgres", "api"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 5;
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis + ",abortConnect=false");
        using var http = new HttpClient { BaseAddress = system.Api, Timeout = TimeSpan.FromSeconds(20) };
        var accepted = new ConcurrentBag<Guid>();
        var parts = 0;
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(LoadAsync)).ToList();
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        var slowest = 0.0;
        foreach (var victim in Victims)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            var killed = Stopwatch.GetTimestamp();
            var back = system.KillAsync(victim);
            await Task.Delay(TimeSpan.FromSeconds(5));
            var settled = await SettledAsync(system, [.. accepted], killed);
            await back;
            Console.WriteLine(
                $"kill -9 {victim}: all that was accepted until 5 s after it had ended after {Measure.Show(settled)} s "
                + $"({accepted.Count} accepted so far)");
            figures[$"settled_s_{victim.Replace('-', '_')}"] = settled;
            slowest = Math.Max(slowest, settled);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await SettledAsync(system, [.. accepted], Stopwatch.GetTimestamp());
        var (lost, doubled) = await CountAsync(system, [.. accepted]);
        figures["accepted"] = accepted.Count;
        figures["lost"] = lost;
        figures["doubled"] = doubled;
        figures["settled_s_max"] = slowest;
        Measure.PrintJson(figures);
        return lost + doubled == 0 ? 0 : 1;

        async Task LoadAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                if (await SubmitAsync() is { } task)
                {
                    accepted.Add(task);
                }

                // Load enough that every kill hits running jobs; not a measure of throughput.
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }

        async Task<Guid?> SubmitAsync()
        {
            try
            {
                using var response =
                    await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"CHAOS-{Interlocked.Increment(ref parts)}" });
                return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task_id")
                    .GetGuid() : null;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
            {
                return null; // not accepted: the client knows, and may try again
            }
        }
    }

    /// <summary>Seconds from <paramref name="since"/> until none of these tasks is open any more.</summary>
    private static async Task<double> SettledAsync(NexaSystem system, Guid[] tasks, long since)
    {
        while (Stopwatch.GetElapsedTime(since) < Longest)
        {
            try
            {
                if (await ScalarAsync(system, "select count(*) from task where id = any($1) and status in ('STARTED','PROCESSING')",
                    tasks) == 0)
                {
                    break;
                }
            }
            catch (NpgsqlException)
            {
                // it recovers still
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return Math.Round(Stopwatch.GetElapsedTime(since).TotalSeconds, 1);
    }

    private static async Task<(long Lost, long Doubled)> CountAsync(NexaSystem system, Guid[] tasks)
    {
        var lost = tasks.Length - await ScalarAsync(system, "select count(*) from task where id = any($1) and status = 'DONE'", tasks);
        var doubled =
            await ScalarAsync(system, "select count(*) from (select task_id from classification group by task_id having count(*) > 1) d",
                null)
            + await ScalarAsync(system,
                "select count(*) from (select task_id from task_event where name = 'classification_finished' group by task_id having "
                + "count(*) > 1) d", null);
        return (lost, doubled);
    }

    private static async Task<long> ScalarAsync(NexaSystem system, string sql, Guid[]? ids)
    {
        await using var connection = new NpgsqlConnection(system.Database + ";Pooling=false");
        await connection.OpenAsync();
        return await (ids is null ? connection.Statement(sql) : connection.Statement(sql, ids)).ScalarAsync<long>(CancellationToken.None);
    }
}
