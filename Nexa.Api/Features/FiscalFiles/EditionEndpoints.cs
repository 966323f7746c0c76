using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Api.Features.FiscalFiles;

/// <param name="Files">What it consists of.</param>
public sealed record EditionView(Guid Id, long Number, bool InForce, DateTimeOffset CreatedAt, IReadOnlyList<FileView> Files);

public sealed record EditionPage(IReadOnlyList<EditionView> Items, string? NextCursor);

/// <param name="Switched">False: the edition's files were in force already.</param>
/// <param name="EditionId">The edition in force now, made of the files of the one that was restored.</param>
/// <param name="Flagged">How many classifications the way back concerns; they are in the review queue.</param>
/// <param name="Withdrawn">How many review items were withdrawn because what had raised them is no longer true.</param>
public sealed record RestoredEdition(bool Switched, Guid EditionId, int Flagged, int Withdrawn, IReadOnlyList<ReplicaView>? Replicas);

/// <summary>What changed in one of the fiscal tables between two editions.</summary>
/// <param name="Kind">ncm, tipi, tariff, rates or law.</param>
/// <param name="Was">The day of the older file; null where the older edition has none.</param>
/// <param name="Now">The day of the newer file; null where the newer edition has none.</param>
/// <param name="Diff">Null where they can't be compared: one is missing, or is the starter table, which has a choice of codes.</param>
/// <param name="Successors">Of codes that ended: what began in their place, as far as the newer nomenclature shows.</param>
public sealed record TableChanges(
    string Kind, DateOnly? Was, DateOnly? Now, ImportDiff? Diff, IReadOnlyDictionary<string, IReadOnlyList<string>> Successors);

/// <summary>What changed between two editions of the fiscal tables.</summary>
/// <param name="Since">The older edition.</param>
/// <param name="Tables">Those of which the editions have different files.</param>
public sealed record EditionChanges(Guid Since, Guid Id, IReadOnlyList<TableChanges> Tables);

internal static class EditionEndpoints
{
    public static void MapEditions(this RouteGroupBuilder group)
    {
        group.MapGet("/editions", ListAsync).WithName("listEditions").RequireAuthorization(Permissions.Read)
            .WithSummary("The editions of the fiscal tables with their files, newest first");
        group.MapGet("/editions/{id:guid}/changes", CompareAsync).WithName("compareEditions").RequireAuthorization(Permissions.Read)
            .WithSummary("What changed in the tables since an earlier edition: codes born, ended with successors, rates changed");
        group.MapPost("/editions/{id:guid}/restore", RestoreAsync).WithName("restoreEdition").RequireAuthorization(Permissions.ImportTables)
            .WithSummary("Puts the files of an earlier edition in force again").Refuses(404);
    }

    private static async Task<Results<Ok<EditionPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "number", out var after, key => long.TryParse(key, CultureInfo.InvariantCulture, out _)))
        {
            return Paging.RefuseCursor();
        }

        var size = Paging.ReadSize(limit);
        var before = after is null ? long.MaxValue : long.Parse(after.Key, CultureInfo.InvariantCulture);
        var inForce = await db.FiscalEditions.MaxAsync(e => (long?)e.Number, ct);
        var (editions, next) = Paging.Cut(
            await db.FiscalEditions.AsNoTracking().Where(e => e.Number < before).OrderByDescending(e => e.Number).Take(size + 1)
                .ToListAsync(ct),
            size, last => new Cursor("number", last.Number.ToString(CultureInfo.InvariantCulture), last.Id));
        var ids = editions.SelectMany(edition => edition.FileIds).OfType<Guid>().Distinct().ToArray();
        var files = await db.FiscalFiles.AsNoTracking().Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, ct);
        return TypedResults.Ok(new EditionPage(
            editions.ConvertAll(edition => new EditionView(
                edition.Id, edition.Number, edition.Number == inForce, edition.CreatedAt,
                [.. edition.FileIds.OfType<Guid>().Select(id => FileView.FromEntry(files[id], edition.Number == inForce))])),
            next));
    }

    /// <param name="id">The newer edition.</param>
    /// <param name="database">Where.</param>
    /// <param name="since">The older edition.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task<Results<Ok<EditionChanges>, NotFound>> CompareAsync(
        Guid id, NpgsqlDataSource database, Guid since, CancellationToken ct) =>
        await EditionComparison.CompareAsync(database, since, id, ct) is { } tables
            ? TypedResults.Ok(new EditionChanges(since, id, tables.ConvertAll(table => new TableChanges(
                table.Kind.ToString().ToLowerInvariant(), table.Was, table.Now, table.Diff, table.Successors))))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<RestoredEdition>, NotFound>> RestoreAsync(
        Guid id, [FromKeyedServices(FiscalImport.DataSource)] NpgsqlDataSource database, NexaDbContext db, CurrentUser user,
        EditionSwitch editions, CancellationToken ct)
    {
        if (await FiscalRestore.RestoreAsync(database, id, ct) is not { } outcome)
        {
            return TypedResults.NotFound();
        }

        db.Audit(user, "tables.restored", $"fiscal-edition:{id}", after: new { outcome.EditionId, outcome.Switched });
        await db.SaveChangesAsync(ct);
        var replicas = await editions.TakeAsync(database, ct);
        return TypedResults.Ok(
            new RestoredEdition(outcome.Switched, outcome.EditionId, outcome.Flagged.Count, outcome.Withdrawn, replicas));
    }
}
