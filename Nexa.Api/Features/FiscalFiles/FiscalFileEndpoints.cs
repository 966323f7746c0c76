using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Api.Features.FiscalFiles;

/// <param name="Switched">False: this content is in force already; nothing changed.</param>
/// <param name="Replicas">Which processes answer with the edition already; the others take it within half a minute.</param>
/// <param name="Flagged">How many ACTIVE classifications rest on what changed, of all users; all of them are in the review queue.</param>
/// <param name="FlaggedClassifications">Those of them that the caller may see, the first thousand; the others by <c>GET
/// /review?reason=LEGAL_CHANGE</c>.</param>
public sealed record ImportedFile(
    string File, string Kind, DateOnly AsOf, bool Switched, Guid SnapshotId, IReadOnlyDictionary<string, int> Counts, ImportDiff Diff,
    int Flagged, IReadOnlyList<FlaggedClassification> FlaggedClassifications, IReadOnlyList<ReplicaView>? Replicas);

public sealed record FlaggedClassification(Guid Id, Guid ReviewId, string Partnumber, string Reason);

public sealed record FileView(Guid Id, string Kind, string Name, string Sha256, string Origin, DateOnly AsOf, string? Act, int Rows,
    bool InForce, DateTimeOffset ImportedAt)
{
    internal static FileView FromEntry(FiscalFileEntry file, bool inForce) =>
        new(file.Id, file.Kind, file.Name, file.Sha256, file.Origin, file.AsOf, file.Act, file.Rows, inForce, file.ImportedAt);
}

public sealed record FilePage(IReadOnlyList<FileView> Items, string? NextCursor);

/// <param name="Diff">What it changed against the tables before it.</param>
public sealed record FileDetail(FileView File, ImportDiff Diff);

internal static class FiscalFileEndpoints
{
    private const int LargestUpload = 64 * 1024 * 1024;
    private const int MostFlaggedListed = 1_000;

    public static void MapFiscalTables(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/fiscal-tables").WithTags("Fiscal tables");
        group.MapGet("/", ListAsync).WithName("listFiscalTables").RequireAuthorization(Permissions.Read)
            .WithSummary("Every file of the fiscal tables, newest first, and which are in force");
        group.MapGet("/{id:guid}", GetAsync).WithName("getFiscalTable").RequireAuthorization(Permissions.Read)
            .WithSummary("A file with what it changed: codes born, ended, rates changed");
        group.MapEditions();
        group.MapPost("/", ImportAsync).WithName("importFiscalTable").RequireAuthorization(Permissions.ImportTables).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(LargestUpload))
            .WithSummary(
                "Imports an official file (NCM .json, TIPI .xlsx, tariff .xlsx, attributes .zip) or rates of one's own (.csv): switched in whole, or "
                + "refused with the reason").Refuses(400, 413, 422);
    }

    private static async Task<Results<Ok<FilePage>, ValidationProblem>> ListAsync(
        NexaDbContext db, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "imported", out var after))
        {
            return Paging.RefuseCursor();
        }

        var (inForce, size) = (await InForceAsync(db, ct), Paging.ReadSize(limit));
        var (shown, next) = Paging.Cut(
            await db.FiscalFiles.AsNoTracking().Where(f => after == null || f.Id < after.Id).OrderByDescending(f => f.Id).Take(size + 1)
                .ToListAsync(ct),
            size, last => new Cursor("imported", "", last.Id));
        return TypedResults.Ok(new FilePage(shown.ConvertAll(file => FileView.FromEntry(file, inForce.Contains(file.Id))), next));
    }

    private static async Task<Results<Ok<FileDetail>, NotFound>> GetAsync(Guid id, NexaDbContext db, CancellationToken ct)
    {
        var inForce = await InForceAsync(db, ct);
        return await db.FiscalFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is { } file
            ? TypedResults.Ok(
                new FileDetail(
                    FileView.FromEntry(file, inForce.Contains(id)),
                    JsonSerializer.Deserialize<ImportDiff>(file.Diff, JsonSerializerOptions.Web)!))
            : TypedResults.NotFound();
    }

    private static async Task<Guid?[]> InForceAsync(NexaDbContext db, CancellationToken ct) =>
        await db.FiscalEditions.AsNoTracking().OrderByDescending(e => e.Number).FirstOrDefaultAsync(ct) is { } edition
            ? edition.FileIds
            : [];

    private static async Task<Results<Ok<ImportedFile>, ProblemHttpResult>> ImportAsync(
        IFormFile file, [FromKeyedServices(FiscalImport.DataSource)] NpgsqlDataSource database, NexaDbContext db, CurrentUser user,
        EditionSwitch editions, CancellationToken ct, bool force = false)
    {
        if (file.Length > LargestUpload)
        {
            return ProblemServices.Problem(StatusCodes.Status413PayloadTooLarge, $"O arquivo excede {LargestUpload / 1024 / 1024} MB.");
        }

        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, ct);
        try
        {
            var read = FiscalFileReader.ReadFile(Path.GetFileName(file.FileName), content.ToArray());
            var outcome = await FiscalImport.ImportAsync(database, read, force, ct);
            db.Audit(user, "table.imported", $"fiscal-file:{outcome.SnapshotId}",
                after: new { read.Name, kind = read.Kind.ToString(), read.AsOf, outcome.Switched });
            await db.SaveChangesAsync(ct);
            var replicas = await editions.TakeAsync(database, ct);
            return TypedResults.Ok(new ImportedFile(
                read.Name, read.Kind.ToString().ToLowerInvariant(), read.AsOf, outcome.Switched, outcome.SnapshotId, read.Counts,
                outcome.Diff,
                outcome.Flagged.Count, [.. outcome.Flagged.Where(item => item.OrganisationId == user.Organisation).Take(MostFlaggedListed)
                    .Select(item => new FlaggedClassification(item.ClassificationId, item.ItemId, item.PartNumber, item.Reason))],
                        replicas));
        }
        catch (RefusedFileException refused)
        {
            return ProblemServices.Problem(StatusCodes.Status422UnprocessableEntity, $"{refused.Message} Nenhuma alteração foi feita.");
        }
    }
}
