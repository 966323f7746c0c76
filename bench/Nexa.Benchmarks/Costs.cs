using System.Globalization;
using Nexa.Core.Data;
using Nexa.Tests.Support;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Benchmarks;

/// <summary>
/// What tasks cost, in figures that hardly depend on what else the machine does: processor time by process, transactions of PostgreSQL,
/// commands of Redis.
/// </summary>
internal sealed class Costs
{
    private const double TicksPerSecond = 100; // of /proc, on every Linux that .NET runs on
    private readonly NexaSystem system;
    private readonly Dictionary<string, double> cpu;
    private readonly (long Transactions, long Commands) counts;

    private Costs(NexaSystem system, Dictionary<string, double> cpu, (long, long) counts) =>
        (this.system, this.cpu, this.counts) = (system, cpu, counts);

    public static string Load => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";

    public static async Task<Costs> BeginAsync(NexaSystem system) => new(system, ReadProcessors(system), await CountAsync(system));

    /// <summary>Prints and adds what each of so many tasks has cost since the beginning.</summary>
    public async Task EndAsync(Dictionary<string, object> figures, string suffix, double tasks)
    {
        var (transactions, commands) = await CountAsync(system);
        var used = ReadProcessors(system)
            .Select(now => (Name: now.Key, Ms: (now.Value - cpu.GetValueOrDefault(now.Key)) * 1000 / tasks)).ToList();
        var all = used.Sum(one => one.Ms);
        var byProcess = string.Join(", ", used.Select(one => $"{one.Name} {Measure.Show(one.Ms)}"));
        Console.WriteLine(
            $"  a task: {Measure.Show(all)} ms CPU ({byProcess}), "
            + $"{Measure.Show((transactions - counts.Transactions) / tasks)} transactions, "
            + $"{Measure.Show((commands - counts.Commands) / tasks)} Redis commands; load {Load}");
        figures[$"cpu_ms_task{suffix}"] = Math.Round(all, 2);
        figures[$"transactions_task{suffix}"] = Math.Round((transactions - counts.Transactions) / tasks, 2);
        figures[$"redis_task{suffix}"] = Math.Round((commands - counts.Commands) / tasks, 2);
    }

    private static async Task<(long, long)> CountAsync(NexaSystem system)
    {
        await using var connection = new NpgsqlConnection(system.Database + ";Pooling=false");
        await connection.OpenAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // sessions report what they did once a second
        var transactions = await connection.Statement("select sum(xact_commit)::bigint from pg_stat_database")
            .ScalarAsync<long>(CancellationToken.None);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(system.Redis + ",allowAdmin=true");
        var stats = (await redis.GetServers()[0].InfoAsync("stats")).SelectMany(group => group)
            .FirstOrDefault(one => one.Key == "total_commands_processed");
        return (transactions, long.TryParse(stats.Value, CultureInfo.InvariantCulture, out var commands) ? commands : 0);
    }

    /// <summary>Seconds by name, with the children of each, as PostgreSQL's sessions are.</summary>
    private static Dictionary<string, double> ReadProcessors(NexaSystem system)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(folder => ReadStat(Path.Combine(folder, "stat")))
            .OfType<(int Id, int Parent, double Seconds)>().ToList();
        return system.Names.ToDictionary(name => name, name =>
        {
            var root = system.ProcessId(name);
            return all.Where(one => one.Id == root || one.Parent == root).Sum(one => one.Seconds);
        }, StringComparer.Ordinal);
    }

    private static (int Id, int Parent, double Seconds)? ReadStat(string file)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(Path.GetDirectoryName(file)), CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            var text = File.ReadAllText(file);
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[1], CultureInfo.InvariantCulture),
                (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
                / TicksPerSecond);
        }
        catch (IOException)
        {
            return null; // it has just ended
        }
    }
}
