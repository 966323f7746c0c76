using Nexa.Core.Classifications;
using Nexa.Core.Review;
using Nexa.Core.Webhooks;
using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Import;
using Nexa.Fiscal.Starter;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>What became of one file.</summary>
/// <param name="Switched">False: the same content had been imported before and nothing changed.</param>
/// <param name="Flagged">The ACTIVE classifications that rest on what changed, each with its reason; they are in the review queue.</param>
public sealed record ImportOutcome(FiscalFile File, bool Switched, Guid SnapshotId, ImportDiff Diff, IReadOnlyList<Enlisted> Flagged);

/// <summary>Brings a file into the tables: read, checked, merged with what was in force, and switched in by one transaction.</summary>
public static class FiscalImport
{
    /// <summary>Announces a new snapshot to every process; a hint, they also look for themselves.</summary>
    public const string HintChannel = "nexa:fiscal-tables";

    /// <summary>The key of the <see cref="NpgsqlDataSource"/> of a service whose statements may take as long as an import.</summary>
    public const string DataSource = "nexa_imports";

    /// <exception cref="RefusedFileException">The file may not replace what is in force; nothing has changed.</exception>
    public static async Task<ImportOutcome> ImportAsync(NpgsqlDataSource database, FiscalFile file, bool force, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Editions.LockAsync(connection, ct);
        var edition = await Editions.FindCurrentAsync(connection, ct);
        var unchanged = new ImportOutcome(file, false, edition.Id, ImportDiff.First, []);
        if (file.Kind is not FiscalFileKind.Rates
            && await FiscalFiles.HasContentAsync(connection, edition.FindFile(file.Kind), file.Sha256, ct))
        {
            return unchanged;
        }

        var today = await Editions.ReadTodayAsync(connection, ct);
        var before = await FiscalFiles.ReadFileAsync(connection, edition.FindFile(file.Kind), ct);
        if (TableUpdate.Prepare(file, before, force, today) is not { } update)
        {
            return unchanged;
        }

        var id = await FiscalFiles.AddFileAsync(connection, update.Merged, update.Diff, edition.FindFile(file.Kind), ct);
        edition = await Editions.AddEditionAsync(connection, edition.WithFile(file.Kind, id), ct);
        var changes = update.IsFirstNomenclature
            ? LegalChanges.FindUnknownCodes(file, await AffectedClassifications.ListCodesInUseAsync(connection, ct))
            : update.Changes;
        var reasons = await AffectedClassifications.FlagAsync(connection, changes, ct);
        var flagged = await ReviewIntake.EnlistLegalChangesAsync(connection, reasons, ct);
        await LegalChangeReview.WithdrawAsync(connection, edition, today, ct);
        await WebhookOutbox.AddAsync(connection, flagged.ConvertAll(item => item.ToNotice()), ct);
        await transaction.CommitAsync(ct);
        return new ImportOutcome(file, true, edition.Id, update.Diff, flagged);
    }

    /// <summary>Gives a database its first tables. A newer starter table replaces an older one, never an official file.</summary>
    public static async Task EnsureStarterAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        foreach (var file in StarterFiles.ListFiles())
        {
            bool official;
            await using (var connection = await database.OpenConnectionAsync(ct))
            {
                var edition = await Editions.FindCurrentAsync(connection, ct);
                official = await FiscalFiles.IsOfficialAsync(connection, edition.FindFile(file.Kind), ct);
            }

            if (!official)
            {
                await ImportAsync(database, file, force: false, ct);
            }
        }
    }

    /// <summary>The tables in force, or null in a database that has none. Unchanged since <paramref name="known"/>: null as well.</summary>
    /// <param name="kept">The attributes at hand: read again only where the edition has another file of them.</param>
    public static async Task<FiscalTables?> LoadAsync(
        NpgsqlDataSource database, Guid? known, CancellationToken ct, AttributeTable? kept = null)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var edition = await Editions.FindCurrentAsync(connection, ct);
        if (edition.Id == Guid.Empty || edition.Id == known)
        {
            return null;
        }

        var attributes = edition.Attributes is not { } file ? AttributeTable.None
            : kept?.FileId == file ? kept : await AttributeRows.LoadTableAsync(connection, file, ct);
        return await LoadAsync(connection, edition, attributes, ct);
    }

    /// <summary>The tables of an edition, in force or not; null where there is none.</summary>
    public static async Task<FiscalTables?> LoadEditionAsync(NpgsqlDataSource database, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await Editions.FindAsync(connection, id, ct) is not { } edition ? null : await LoadAsync(connection, edition,
            edition.Attributes is { } file ? await AttributeRows.LoadTableAsync(connection, file, ct) : AttributeTable.None, ct);
    }

    /// <summary>The tables of an edition; null where it has no nomenclature.</summary>
    internal static async Task<FiscalTables?> LoadAsync(
        NpgsqlConnection connection, Edition edition, AttributeTable attributes, CancellationToken ct)
    {
        var ncm = await FiscalFiles.ReadFileAsync(connection, edition.Ncm, ct);
        var tipi = await FiscalFiles.ReadFileAsync(connection, edition.Tipi, ct);
        var tariff = await FiscalFiles.ReadFileAsync(connection, edition.Tariff, ct);
        var law = await FiscalFiles.ReadFileAsync(connection, edition.Law, ct);
        var own = await FiscalFiles.ReadFileAsync(connection, edition.Rates, ct);
        var exchange = await FiscalFiles.ReadFileAsync(connection, edition.Exchange, ct);
        if (ncm is null)
        {
            return null;
        }

        return new FiscalTables(
            edition.Id, NameTables(ncm, tipi, tariff), ncm.AsOf, new NcmTable(ncm.Ncm), tipi?.Tipi ?? [], tariff?.Duties ?? [])
        {
            IsStarter = ncm.IsStarter, Rates = new TaxRates(law?.Rates ?? StarterFiles.LoadLaw(), own?.Rates ?? []),
            Attributes = attributes,
            Exchange = exchange is null ? ExchangeRates.None : new ExchangeRates(exchange.Exchange),
        };
    }

    private static string NameTables(params FiscalFile?[] files) =>
        string.Join("; ", files.OfType<FiscalFile>().Select(file => file.Kind switch
    {
        FiscalFileKind.Ncm => $"NCM {(file.IsStarter ? "da tabela inicial, " : "")}de {file.AsOf:dd/MM/yyyy}",
        FiscalFileKind.Tipi => $"TIPI {(file.IsStarter ? "da tabela inicial, " : "")}de {file.AsOf:dd/MM/yyyy}",
        _ => $"tarifa {(file.IsStarter ? "da tabela inicial, " : "")}de {file.AsOf:dd/MM/yyyy}",
    }));
}
