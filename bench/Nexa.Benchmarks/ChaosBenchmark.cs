using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Embedded;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>Load, while one process after the other is killed: every accepted task must end, with one classification and one last event.</summary>
internal static class ChaosBenchmark
{
    private static readonly string[] Victims = ["worker-1", "redis", "worker-2", "postgres", "api"];

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
        await using var agents = await InstantAgents.StartAsync();
        await using var system = await Measure.StartAsync(agents.Url);
        agents.Connect(system.Redis.ConnectionString);
        using var http = new HttpClient { BaseAddress = new Uri(system.Api.Addresses[0]), Timeout = TimeSpan.FromSeconds(20) };
        var accepted = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var parts = 0;
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (await SubmitAsync() is { } task)
                {
                    accepted.Add(task);
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100));
                }
            }
        })).ToList();
        foreach (var victim in Victims)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            var name = system.Processes.First(process => process.Name.StartsWith(victim, StringComparison.Ordinal)).Name;
            Console.WriteLine($"kill -9 {name} ({accepted.Count} accepted)");
            system.Kill(name);
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await stop.CancelAsync();
        await Task.WhenAll(load);
        var rescued = await SettledAsync(system, TimeSpan.FromSeconds(180));
        var (lost, doubled) = await CountAsync(system, accepted);
        Measure.PrintJson(new(StringComparer.Ordinal) { ["accepted"] = accepted.Count, ["lost"] = lost, ["doubled"] = doubled, ["settled_after_load_s"] = Math.Round(rescued.TotalSeconds, 1) });
        return lost + doubled == 0 ? 0 : 1;

        async Task<Guid?> SubmitAsync()
        {
            try
            {
                using var response = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"CHAOS-{Interlocked.Increment(ref parts)}" });
                return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task_id").GetGuid() : null;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
            {
                return null; // not accepted: the client knows, and may try again
            }
        }
    }

    /// <summary>How long until no task is open any more.</summary>
    private static async Task<TimeSpan> SettledAsync(NexaSystem system, TimeSpan longest)
    {
        var start = System.Diagnostics.Stopwatch.StartNew();
        while (start.Elapsed < longest)
        {
            try
            {
                if (await ScalarAsync(system, "select count(*) from task where status in ('STARTED','PROCESSING')", null) == 0)
                {
                    break;
                }
            }
            catch (NpgsqlException)
            {
                // it recovers still
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }

        return start.Elapsed;
    }

    private static async Task<(long Lost, long Doubled)> CountAsync(NexaSystem system, IEnumerable<Guid> accepted)
    {
        var ids = accepted.ToArray();
        var lost = ids.Length - await ScalarAsync(system, "select count(*) from task where id = any($1) and status = 'DONE'", ids);
        var doubled = await ScalarAsync(system, "select count(*) from (select task_id from classification group by task_id having count(*) > 1) d", null)
            + await ScalarAsync(system, "select count(*) from (select task_id from task_event where name = 'classification_finished' group by task_id having count(*) > 1) d", null);
        return (lost, doubled);
    }

    private static async Task<long> ScalarAsync(NexaSystem system, string sql, Guid[]? ids)
    {
        await using var connection = new NpgsqlConnection(system.Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (ids is not null)
        {
            command.Parameters.Add(new() { Value = ids });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }
}
