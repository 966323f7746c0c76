using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>One table of two editions.</summary>
/// <param name="Diff">Null where they can't be compared: one of the two is the starter table, or there is only one.</param>
/// <param name="Successors">Of codes that ended: what began in their place, as far as the newer nomenclature shows.</param>
public sealed record ComparedTable(
    FiscalFileKind Kind, DateOnly? Was, DateOnly? Now, ImportDiff? Diff, IReadOnlyDictionary<string, IReadOnlyList<string>> Successors);

/// <summary>What changed between two editions of the fiscal tables.</summary>
public static class EditionComparison
{
    private static readonly FiscalFileKind[] Kinds =
        [FiscalFileKind.Ncm, FiscalFileKind.Tipi, FiscalFileKind.Tariff, FiscalFileKind.Rates, FiscalFileKind.Law];

    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    /// <returns>The tables of which the editions have different files; null where one of the editions is not there.</returns>
    public static async Task<List<ComparedTable>?> CompareAsync(NpgsqlDataSource database, Guid before, Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await Editions.FindAsync(connection, before, ct) is not { } was || await Editions.FindAsync(connection, after, ct) is not { } now)
        {
            return null;
        }

        var tables = new List<ComparedTable>();
        foreach (var kind in Kinds.Where(kind => was.FindFile(kind) != now.FindFile(kind)))
        {
            var old = await FiscalFiles.ReadFileAsync(connection, was.FindFile(kind), ct);
            var current = await FiscalFiles.ReadFileAsync(connection, now.FindFile(kind), ct);
            var diff = old is null || current is null ? null : TableComparison.Compare(old, current);
            tables.Add(new ComparedTable(
                kind, old?.AsOf, current?.AsOf, diff,
                kind is FiscalFileKind.Ncm && diff is { Ended.Count: > 0 } ? FindSuccessors(new NcmTable(current!.Ncm), diff) : None));
        }

        return tables;
    }

    private static Dictionary<string, IReadOnlyList<string>> FindSuccessors(NcmTable table, ImportDiff diff) => diff.Ended
        .Select(ended => (ended.Code, Next: table.FindSuccessors(ended.Code))).Where(one => one.Next.Count > 0)
        .ToDictionary(
            one => one.Code, one => (IReadOnlyList<string>)[.. one.Next.Select(node => node.Code)], StringComparer.Ordinal);
}
