using System.Diagnostics;
using System.Globalization;
using Nexa.Tests.Support;

namespace Nexa.Benchmarks.Abuse;

/// <summary>
/// What one user feels while others abuse the system. The user's requests are measured before, under and after each attack, with the rate
/// limits of production; the attackers come from the same address and share the machine.
/// </summary>
internal static class AbuseBenchmark
{
    /// <summary>Of the user's p99 under attack to that without.</summary>
    private const double MostRatio = 3;

    /// <summary>That the API's resident memory may grow by.</summary>
    private const int MostGrowthMb = 150;

    private const int InFlight = 2;

    /// <summary>Until an attack has begun: its connections are open, its deliveries wait.</summary>
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Select(arg => int.TryParse(arg, CultureInfo.InvariantCulture, out var given) ? given : 0)
            .FirstOrDefault(given => given > 0, 15);
        var chosen = args.Where(arg => !int.TryParse(arg, CultureInfo.InvariantCulture, out _)).ToList();
        await using var agents = await InstantAgents.StartAsync();
        await using var receiver = await DeliveryReceiver.StartAsync();
        await using var system = await NexaSystem.StartAsync([$"NEXA_AI_SERVER={agents.Url}"], environment: LimitsOfProduction());
        agents.Connect(system.Redis);
        using var user = await InnocentUser.CreateAsync(system.Api, receiver);
        using var attacks = await Attacks.PrepareAsync(system, receiver);
        await Measure.RunAsync(InFlight, Measure.WarmUp, _ => user.AskAsync());
        await Measure.RunAsync(InFlight, Begin, _ => user.HearAsync());

        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        var failed = new List<string>();
        foreach (var (name, attackAsync) in attacks.All.Where(one => chosen.Count == 0 || chosen.Contains(one.Name, StringComparer.Ordinal)))
        {
            Func<int, Task<bool>> operation = name == Attacks.Tarpit ? _ => user.HearAsync() : _ => user.AskAsync();
            var before = ReadMemoryMb(system);
            var rounds = new List<double[]> { await RoundAsync() };
            using var stop = new CancellationTokenSource();
            var attack = attackAsync(stop.Token);
            await Task.Delay(Begin);
            using var watching = new CancellationTokenSource();
            var peak = WatchMemoryAsync(system, watching.Token);
            var under = await RoundAsync();
            await watching.CancelAsync();
            await stop.CancelAsync();
            var said = await attack;
            await Task.Delay(Begin);
            rounds.Add(await RoundAsync());

            var without = rounds.SelectMany(round => round).Order().ToArray();
            var (p99, p99Under, growth) = (Measure.At(without, 0.99), Measure.At(under, 0.99), await peak - before);
            var ratio = Math.Round(p99Under / p99, 2);
            Console.WriteLine(
                $"{name}: p50 {Measure.Show(Measure.At(without, 0.50))} → {Measure.Show(Measure.At(under, 0.50))} ms, "
                + $"p99 {Measure.Show(p99)} → {Measure.Show(p99Under)} ms ({Measure.Show(ratio)} times, of {under.Length}); "
                + $"the API's memory {before} → {before + growth} MB; {said}; load {Costs.Load}");
            figures[$"{name}_p50_ms"] = Measure.At(without, 0.50);
            figures[$"{name}_p50_ms_under"] = Measure.At(under, 0.50);
            figures[$"{name}_p99_ms"] = p99;
            figures[$"{name}_p99_ms_under"] = p99Under;
            figures[$"{name}_ratio"] = ratio;
            figures[$"{name}_memory_mb"] = growth;
            if (ratio > MostRatio || growth > MostGrowthMb)
            {
                failed.Add(name);
            }

            async Task<double[]> RoundAsync()
            {
                var (times, lost) = await Measure.CollectAsync(
                    InFlight, TimeSpan.FromSeconds(seconds), operation, InnocentUser.Pause);
                return [.. times, .. Enumerable.Repeat(InnocentUser.Patience.TotalMilliseconds, lost)]; // sorted: none takes longer
            }
        }

        figures["failed"] = failed;
        Measure.PrintJson(figures);
        return failed.Count == 0 ? 0 : 1;
    }

    /// <summary>In development one address stands for all users, and the limits are wide.</summary>
    private static Dictionary<string, string> LimitsOfProduction() => new(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Warning", ["Webhooks__AllowPrivate"] = "true",
        ["RateLimits__Submit__Burst"] = "2000", ["RateLimits__Submit__PerSecond"] = "200",
        ["RateLimits__Upload__Burst"] = "60", ["RateLimits__Upload__PerSecond"] = "2",
        ["RateLimits__Others__Burst"] = "2000", ["RateLimits__Others__PerSecond"] = "500",
    };

    private static async Task<long> WatchMemoryAsync(NexaSystem system, CancellationToken ct)
    {
        var peak = ReadMemoryMb(system);
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
            peak = Math.Max(peak, ReadMemoryMb(system));
        }

        return peak;
    }

    private static long ReadMemoryMb(NexaSystem system)
    {
        using var api = Process.GetProcessById(system.ProcessId("api"));
        return api.WorkingSet64 >> 20;
    }
}
