using Nexa.Core.Classifications;
using Nexa.Core.Review;
using Nexa.Core.Webhooks;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <param name="Switched">False: the edition's files were in force already.</param>
/// <param name="EditionId">The edition that is in force now: a new one with the files of the one that was restored.</param>
/// <param name="Flagged">The ACTIVE classifications that the way back concerns; they are in the review queue.</param>
/// <param name="Withdrawn">How many review items a later edition had raised that are no longer true.</param>
public sealed record RestoreOutcome(bool Switched, Guid EditionId, IReadOnlyList<Enlisted> Flagged, int Withdrawn);

/// <summary>Puts the files of an earlier edition in force again. Nothing is deleted: the way back is an edition of its own.</summary>
public static class FiscalRestore
{
    private static readonly FiscalFileKind[] Kinds = [FiscalFileKind.Ncm, FiscalFileKind.Tipi, FiscalFileKind.Tariff];

    /// <returns>Null when there is no such edition.</returns>
    public static async Task<RestoreOutcome?> RestoreAsync(NpgsqlDataSource database, Guid editionId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Editions.LockAsync(connection, ct);
        if (await Editions.FindAsync(connection, editionId, ct) is not { } wanted)
        {
            return null;
        }

        var current = await Editions.FindCurrentAsync(connection, ct);
        // An edition from before the first file of attributes or exchange rates takes today's.
        wanted = wanted with { Attributes = wanted.Attributes ?? current.Attributes, Exchange = wanted.Exchange ?? current.Exchange };
        if (current with { Id = wanted.Id } == wanted)
        {
            return new RestoreOutcome(false, current.Id, [], 0);
        }

        var edition = await Editions.AddEditionAsync(connection, wanted, ct);
        var today = await Editions.ReadTodayAsync(connection, ct);
        var changes = new List<LegalChange>();
        foreach (var kind in Kinds.Where(kind => current.FindFile(kind) != wanted.FindFile(kind)))
        {
            var (before, after) = (
                await FiscalFiles.ReadFileAsync(connection, current.FindFile(kind), ct),
                await FiscalFiles.ReadFileAsync(connection, wanted.FindFile(kind), ct));
            if (before is not null && after is not null)
            {
                changes.AddRange(LegalChanges.FindBetween(before, after, today));
            }
        }

        var reasons = await AffectedClassifications.FlagAsync(connection, changes, ct);
        var flagged = await ReviewIntake.EnlistLegalChangesAsync(connection, reasons, ct);
        var withdrawn = await LegalChangeReview.WithdrawAsync(connection, edition, today, ct);
        await WebhookOutbox.AddAsync(connection, flagged.ConvertAll(item => item.ToNotice()), ct);
        await transaction.CommitAsync(ct);
        return new RestoreOutcome(true, edition.Id, flagged, withdrawn);
    }
}
