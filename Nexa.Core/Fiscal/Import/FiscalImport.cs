using Nexa.Core.Fiscal.Starter;
using Npgsql;

namespace Nexa.Core.Fiscal.Import;

/// <summary>What became of one file.</summary>
/// <param name="Switched">False: the same content had been imported before and nothing changed.</param>
/// <param name="Flagged">The ACTIVE classifications that rest on a changed row.</param>
public sealed record ImportOutcome(FiscalFile File, bool Switched, Guid SnapshotId, ImportDiff Diff, IReadOnlyList<Guid> Flagged);

/// <summary>Brings a file into the tables: read, checked, merged with what was in force, and switched in by one transaction.</summary>
public static class FiscalImport
{
    /// <summary>Announces a new snapshot to every process; a hint, they also look for themselves.</summary>
    public const string HintChannel = "nexa:fiscal-tables";

    /// <exception cref="RefusedFileException">The file may not replace what is in force; nothing has changed.</exception>
    public static async Task<ImportOutcome> ImportAsync(NpgsqlDataSource database, FiscalFile file, bool force, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await FiscalStore.LockAsync(connection, ct);
        var edition = await FiscalStore.CurrentAsync(connection, ct);
        if (await FiscalStore.HasAsync(connection, file.Kind, file.Sha256, ct))
        {
            return new ImportOutcome(file, false, edition.Id, ImportDiff.First, []);
        }

        var before = await FiscalStore.ReadFileAsync(connection, edition.Of(file.Kind), ct);
        if (!file.IsStarter)
        {
            FileChecks.Check(file, before, force);
        }

        var (merged, diff) = TableMerge.Merge(file, before);
        var id = await FiscalStore.AddFileAsync(connection, merged, diff, ct);
        edition = await FiscalStore.AddEditionAsync(connection, edition.With(file.Kind, id), ct);
        var flagged = await FiscalStore.FlagAsync(connection, Reasons(diff), ct);
        await transaction.CommitAsync(ct);
        return new ImportOutcome(file, true, edition.Id, diff, flagged);
    }

    /// <summary>Gives a database its first tables. A newer starter table replaces an older one, never an official file.</summary>
    public static async Task EnsureStarterAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        foreach (var file in StarterFiles.Files())
        {
            bool official;
            await using (var connection = await database.OpenConnectionAsync(ct))
            {
                var edition = await FiscalStore.CurrentAsync(connection, ct);
                official = await FiscalStore.IsOfficialAsync(connection, edition.Of(file.Kind), ct);
            }

            if (!official)
            {
                await ImportAsync(database, file, force: false, ct);
            }
        }
    }

    /// <summary>The tables in force, or null in a database that has none. Unchanged since <paramref name="known"/>: null as well.</summary>
    public static async Task<FiscalTables?> LoadAsync(NpgsqlDataSource database, Guid? known, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var edition = await FiscalStore.CurrentAsync(connection, ct);
        if (edition.Id == Guid.Empty || edition.Id == known)
        {
            return null;
        }

        var ncm = await FiscalStore.ReadFileAsync(connection, edition.Ncm, ct);
        var tipi = await FiscalStore.ReadFileAsync(connection, edition.Tipi, ct);
        var tariff = await FiscalStore.ReadFileAsync(connection, edition.Tariff, ct);
        if (ncm is null)
        {
            return null;
        }

        return new FiscalTables(edition.Id, Name(ncm, tipi, tariff), ncm.AsOf, new NcmTable(ncm.Ncm), tipi?.Tipi ?? [], tariff?.Duties ?? []);
    }

    private static string Name(params FiscalFile?[] files) => string.Join("; ", files.OfType<FiscalFile>().Select(file => (file.IsStarter ? "tabela inicial, " : "") + file.Kind switch
    {
        FiscalFileKind.Ncm => $"NCM de {file.AsOf:dd/MM/yyyy}",
        FiscalFileKind.Tipi => $"TIPI de {file.AsOf:dd/MM/yyyy}",
        _ => $"tarifa de {file.AsOf:dd/MM/yyyy}",
    }));

    private static Dictionary<string, string> Reasons(ImportDiff diff)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in diff.Changed)
        {
            reasons[change.Code] = $"Alíquota alterada nas tabelas ({(change.Line.Length > 0 ? change.Line + ": " : "")}{change.Was} → {change.Now}).";
        }

        foreach (var end in diff.Ended)
        {
            reasons[end.Code] = end.Line.Length > 0
                ? $"A linha {end.Line} deixou de constar das tabelas em {end.LastDay:dd/MM/yyyy}."
                : $"O código NCM deixa de vigorar em {end.LastDay:dd/MM/yyyy}{(end.Act is null ? "" : $" ({end.Act})")}.";
        }

        return reasons;
    }
}
