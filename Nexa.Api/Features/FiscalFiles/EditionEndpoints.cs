using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.FiscalFiles;

/// <param name="Files">What it consists of.</param>
public sealed record EditionView(Guid Id, long Number, bool InForce, DateTimeOffset CreatedAt, IReadOnlyList<FileView> Files);

/// <param name="Switched">False: the edition's files were in force already.</param>
/// <param name="EditionId">The edition in force now, made of the files of the one that was restored.</param>
/// <param name="Flagged">How many classifications the way back concerns; they are in the review queue.</param>
/// <param name="Withdrawn">How many review items were withdrawn because what had raised them is no longer true.</param>
public sealed record RestoredEdition(bool Switched, Guid EditionId, int Flagged, int Withdrawn, IReadOnlyList<ReplicaView>? Replicas);

internal static class EditionEndpoints
{
    private const int MostListed = 100;

    public static void MapEditions(this RouteGroupBuilder group)
    {
        group.MapGet("/editions", ListAsync).WithName("listEditions").RequireAuthorization(Permissions.Read)
            .WithSummary("The last editions of the fiscal tables with their files, newest first");
        group.MapPost("/editions/{id:guid}/restore", RestoreAsync).WithName("restoreEdition").RequireAuthorization(Permissions.ImportTables)
            .WithSummary("Puts the files of an earlier edition in force again").Refuses(404);
    }

    private static async Task<Ok<List<EditionView>>> ListAsync(NexaDbContext db, CancellationToken ct)
    {
        var editions = await db.FiscalEditions.AsNoTracking().OrderByDescending(e => e.Number).Take(MostListed).ToListAsync(ct);
        var ids = editions.SelectMany(edition => edition.FileIds).OfType<Guid>().Distinct().ToArray();
        var files = await db.FiscalFiles.AsNoTracking().Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, ct);
        return TypedResults.Ok(editions.ConvertAll(edition => new EditionView(
            edition.Id, edition.Number, edition == editions[0], edition.CreatedAt,
            [.. edition.FileIds.OfType<Guid>().Select(id => FileView.FromEntry(files[id], edition == editions[0]))])));
    }

    private static async Task<Results<Ok<RestoredEdition>, NotFound>> RestoreAsync(
        Guid id, [AllOrganisations] NpgsqlDataSource database, NexaDbContext db, CurrentUser user, EditionSwitch editions,
        CancellationToken ct)
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
