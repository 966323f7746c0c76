using System.Diagnostics;
using System.Globalization;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Worker.TableImport;

/// <summary>
/// <c>import-tables [--force] &lt;file&gt;…</c>: brings official files in, the oldest of each kind first, and prints what they hold and
/// changed.
/// </summary>
internal static class ImportTablesCommand
{
    private const int MostListed = 20;
    private static readonly CultureInfo Brazil = CultureInfo.GetCultureInfo("pt-BR");

    /// <returns>0 when every file is in force or was already; 1 when one was refused.</returns>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        var force = args.Contains("--force", StringComparer.Ordinal);
        var paths = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (paths.Length == 0)
        {
            await Console.Error.WriteLineAsync(
                "Uso: import-tables [--force] <arquivo>…  (NCM .json, TIPI .xlsx, tarifa .xlsx, alíquotas .csv)");
            return 1;
        }

        var watch = Stopwatch.StartNew();
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await FiscalImport.EnsureStarterAsync(database, ct);
        var (files, refused) = await ReadFilesAsync(paths, ct);
        foreach (var file in files.OrderBy(file => file.Kind).ThenBy(file => file.AsOf))
        {
            try
            {
                Print(await FiscalImport.ImportAsync(database, file, force, ct));
            }
            catch (RefusedFileException reason)
            {
                refused++;
                await Console.Error.WriteLineAsync($"RECUSADO  {reason.Message} Nenhuma alteração foi feita.");
            }
        }

        await PublishHintAsync(services);
        Console.WriteLine(
            string.Create(Brazil, $"{files.Count + refused} arquivo(s), {refused} recusado(s), {watch.Elapsed.TotalSeconds:0.0} s."));
        return refused == 0 ? 0 : 1;
    }

    /// <summary>Tells running processes to look; without Redis they find out by themselves.</summary>
    public static async Task PublishHintAsync(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<IConnectionMultiplexer>().GetSubscriber()
                .PublishAsync(RedisChannel.Literal(FiscalImport.HintChannel), "1");
        }
        catch (Exception e) when (e is RedisException or TimeoutException or InvalidOperationException)
        {
            // A hint only: Redis may be away, or not configured at all.
        }
    }

    private static async Task<(List<FiscalFile> Files, int Refused)> ReadFilesAsync(string[] paths, CancellationToken ct)
    {
        var files = new List<FiscalFile>();
        var refused = 0;
        foreach (var path in paths)
        {
            try
            {
                files.Add(await FiscalFileReader.ReadFileAsync(path, ct));
            }
            catch (RefusedFileException reason)
            {
                refused++;
                await Console.Error.WriteLineAsync($"RECUSADO  {reason.Message} Nenhuma alteração foi feita.");
            }
        }

        return (files, refused);
    }

    private static void Print(ImportOutcome outcome)
    {
        var file = outcome.File;
        var counts = string.Join(", ", file.Counts.Select(count => string.Create(Brazil, $"{count.Value:N0} {count.Key}")));
        Console.WriteLine(
            $"{(outcome.Switched ? "IMPORTADO" : "SEM ALTERAÇÃO")}  {file.Name}: {NameKind(file.Kind)} de {file.AsOf:dd/MM/yyyy}, "
            + $"{counts}.");
        if (!outcome.Switched)
        {
            return;
        }

        var diff = outcome.Diff;
        List("códigos novos", diff.Born);
        List("códigos extintos",
            [.. diff.Ended.Select(
                end => $"{NcmCode.Format(end.Code)} {end.Line} último dia: {end.LastDay:dd/MM/yyyy} {end.Act}".TrimEnd())]);
        var texts = diff.Changed.Where(change => change.Line.EndsWith("texto", StringComparison.Ordinal)).ToArray();
        List("alíquotas alteradas", ListChanges(diff.Changed.Except(texts)));
        List("textos alterados", ListChanges(texts));
        List("classificações a revisar", [.. outcome.Flagged.Select(item => $"{item.PartNumber}: {item.Reason}")]);
    }

    private static string[] ListChanges(IEnumerable<ChangedRate> changes) =>
        [.. changes.Select(change => $"{change.Code} {change.Line}: {change.Was} → {change.Now}")];

    private static void List(string what, IReadOnlyList<string> lines)
    {
        Console.WriteLine(string.Create(Brazil, $"  {what}: {lines.Count:N0}"));
        foreach (var line in lines.Take(MostListed))
        {
            Console.WriteLine($"    {line}");
        }

        if (lines.Count > MostListed)
        {
            Console.WriteLine(string.Create(Brazil, $"    … e mais {lines.Count - MostListed:N0}"));
        }
    }

    private static string NameKind(FiscalFileKind kind) => kind switch
    {
        FiscalFileKind.Ncm => "NCM",
        FiscalFileKind.Tipi => "TIPI",
        FiscalFileKind.Law or FiscalFileKind.Rates => "alíquotas",
        _ => "tarifa",
    };
}
