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
/// Load of single part numbers and batches, while one fault after the other comes: every accepted task must end, with one
/// classification an item, one last event and no gap in its events. What was accepted until five seconds after a fault must have ended
/// before the next one, and its time is the figure.
/// </summary>
internal static class ChaosBenchmark
{
    private const int BatchItems = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] args)
    {
        var (count, seed) = (ReadOption(args, "--faults", 5), ReadOption(args, "--seed", 1));
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis + ",abortConnect=false");
        using var http = new HttpClient { BaseAddress = system.Api, Timeout = TimeSpan.FromSeconds(20) };
        var accepted = new ConcurrentBag<Guid>();
        var (parts, refused) = (0, 0);
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(LoadAsync)).ToList();
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        var slowest = 0.0;
        var faults = new ChaosFaults(system, seed);
        for (var number = 1; number <= count; number++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            var began = Stopwatch.GetTimestamp();
            var (name, over) = faults.Begin();
            await Task.Delay(TimeSpan.FromSeconds(5));
            var settled = await SettledAsync(system, [.. accepted], began);
            await over;
            Console.WriteLine(
                $"{number} {name}: all that was accepted until 5 s after it had ended after {Measure.Show(settled)} s "
                + $"({accepted.Count} accepted, {refused} refused so far; load {Costs.Load})");
            slowest = Math.Max(slowest, settled);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await SettledAsync(system, [.. accepted], Stopwatch.GetTimestamp());
        var (lost, doubled, gaps) = await CountAsync(system, [.. accepted]);
        figures["faults"] = count;
        figures["seed"] = seed;
        figures["accepted"] = accepted.Count;
        figures["refused"] = refused;
        figures["lost"] = lost;
        figures["doubled"] = doubled;
        figures["gaps"] = gaps;
        figures["settled_s_max"] = slowest;
        Measure.PrintJson(figures);
        return lost + doubled + gaps == 0 ? 0 : 1;

        async Task LoadAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                if (await SubmitAsync() is { } task)
                {
                    accepted.Add(task);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }

                // Load enough that every kill hits running jobs; not a measure of throughput.
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }

        async Task<Guid?> SubmitAsync()
        {
            try
            {
                var part = Interlocked.Increment(ref parts);
                using var response = part % 10 == 0
                    ? await http.PostAsJsonAsync("/classify-batch",
                        new { partnumbers = Enumerable.Range(0, BatchItems).Select(item => $"CHAOS-{part}-{item}") })
                    : await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"CHAOS-{part}" });
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

    private static async Task<(long Lost, long Doubled, long Gaps)> CountAsync(NexaSystem system, Guid[] tasks)
    {
        var lost = tasks.Length
            - await ScalarAsync(system, "select count(*) from task where id = any($1) and status = 'DONE' and succeeded = total", tasks)
            + await ScalarAsync(system, "select count(*) from task_item where task_id = any($1) and classification_id is null", tasks);
        var doubled =
            await ScalarAsync(system,
                "select count(*) from (select task_id, part_number_id from classification group by 1, 2 having count(*) > 1) d", null)
            + await ScalarAsync(system,
                "select count(*) from (select task_id from task_event "
                + "where name in ('classification_finished','batch_classification_finished') group by task_id having count(*) > 1) d", null);
        var gaps = await ScalarAsync(system,
            "select count(*) from task t where t.id = any($1) "
            + "and t.last_seq <> (select count(*) from task_event e where e.task_id = t.id)", tasks);
        return (lost, doubled, gaps);
    }

    private static int ReadOption(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

    private static async Task<long> ScalarAsync(NexaSystem system, string sql, Guid[]? ids)
    {
        await using var connection = new NpgsqlConnection(system.Database + ";Pooling=false");
        await connection.OpenAsync();
        return await (ids is null ? connection.Statement(sql) : connection.Statement(sql, ids)).ScalarAsync<long>(CancellationToken.None);
    }
}
