using System.Globalization;
using Nexa.Core.Data;
using Nexa.Tests.Support;
using Npgsql;

namespace Nexa.Benchmarks;

/// <summary>
/// What tasks cost, in figures that hardly depend on what else the machine does: processor time by process, transactions of PostgreSQL.
/// </summary>
internal sealed class Costs
{
    private const double TicksPerSecond = 100; // of /proc, on every Linux that .NET runs on
    private readonly NexaSystem system;
    private readonly Dictionary<string, double> cpu;
    private readonly long transactions;

    private Costs(NexaSystem system, Dictionary<string, double> cpu, long transactions) =>
        (this.system, this.cpu, this.transactions) = (system, cpu, transactions);

    public static string Load => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";

    public static async Task<Costs> BeginAsync(NexaSystem system) => new(system, ReadProcessors(system), await CountAsync(system));

    /// <summary>Prints and adds what each of so many tasks has cost since the beginning.</summary>
    public async Task EndAsync(Dictionary<string, object> figures, string suffix, double tasks)
    {
        var committed = (await CountAsync(system) - transactions) / tasks;
        var used = ReadProcessors(system)
            .Select(now => (Name: now.Key, Ms: (now.Value - cpu.GetValueOrDefault(now.Key)) * 1000 / tasks)).ToList();
        var all = used.Sum(one => one.Ms);
        var byProcess = string.Join(", ", used.Select(one => $"{one.Name} {Measure.Show(one.Ms)}"));
        Console.WriteLine(
            $"  a task: {Measure.Show(all)} ms CPU ({byProcess}), "
            + $"{Measure.Show(committed)} transactions; load {Load}");
        figures[$"cpu_ms_task{suffix}"] = Math.Round(all, 2);
        figures[$"transactions_task{suffix}"] = Math.Round(committed, 2);
    }

    private static async Task<long> CountAsync(NexaSystem system)
    {
        await using var connection = new NpgsqlConnection(system.Database + ";Pooling=false");
        await connection.OpenAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // sessions report what they did once a second
        return await connection.Statement("select sum(xact_commit)::bigint from pg_stat_database").ScalarAsync<long>(CancellationToken.None);
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
