using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Nexa.Tests.Support;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>Runs an operation with so many in flight, and says how long each took.</summary>
internal static class Measure
{
    /// <summary>Until the services run compiled code and every connection has its statements prepared.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public sealed record Figures(double P50Ms, double P99Ms, double PerSecond, int Failed);

    public static async Task<Figures> RunAsync(int inFlight, TimeSpan duration, Func<int, Task<bool>> operation)
    {
        var start = Stopwatch.GetTimestamp();
        var (sorted, failed) = await CollectAsync(inFlight, duration, operation);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sorted.Length == 0 ? new(0, 0, 0, failed)
            : new(At(sorted, 0.50), At(sorted, 0.99), Math.Round(sorted.Length / took, 1), failed);
    }

    /// <summary>Milliseconds of each operation that succeeded, in order of size, and how many did not.</summary>
    /// <param name="inFlight">Operations at a time.</param>
    /// <param name="duration">No operation begins later.</param>
    /// <param name="operation">False where it failed.</param>
    /// <param name="pause">After each operation; not part of its time.</param>
    public static async Task<(double[] Sorted, int Failed)> CollectAsync(
        int inFlight, TimeSpan duration, Func<int, Task<bool>> operation, TimeSpan pause = default)
    {
        var times = new ConcurrentBag<double>();
        var failed = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(slot => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var began = Stopwatch.GetTimestamp();
                if (await operation(slot))
                {
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }

                await Task.Delay(pause);
            }
        })));
        return ([.. times.Order()], failed);
    }

    /// <param name="agents">Address of an agents server; null: Nexa.Agents.</param>
    public static Task<NexaSystem> StartAsync(string? agents, int workers = 2) => NexaSystem.StartAsync(
        agents is null ? [] : [$"NEXA_AI_SERVER={agents}"], workers,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Logging__LogLevel__Default"] = "Warning" });

    /// <summary>Waits until the workers have done what was submitted, so that what is measured next has the machine to itself.</summary>
    public static async Task DrainAsync(NexaSystem system)
    {
        await using var database = NpgsqlDataSource.Create(system.Database);
        for (var start =
            Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5); await Task.Delay(
                TimeSpan.FromMilliseconds(200)))
        {
            await using var open = database.CreateCommand("select exists (select from job where state in ('queued','running'))");
            if (await open.ExecuteScalarAsync() is false)
            {
                return;
            }
        }

        throw new TimeoutException("The workers did not come to the end of the queue.");
    }

    /// <summary>Median, least, greatest and p95 of what was measured several times.</summary>
    public static void Add(Dictionary<string, object> figures, string name, IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var (p50, p95) = (At(sorted, 0.50), At(sorted, 0.95));
        Console.WriteLine($"{name}: median {Show(p50)}, {Show(sorted[0])} to {Show(sorted[^1])}, p95 {Show(p95)}, of {sorted.Length}");
        figures[name] = p50;
        figures[$"{name}_p95"] = p95;
    }

    public static void PrintJson(Dictionary<string, object> figures) => Console.WriteLine(JsonSerializer.Serialize(figures));

    public static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static double At(double[] sorted, double quantile) =>
        Math.Round(sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)], 2);
}
