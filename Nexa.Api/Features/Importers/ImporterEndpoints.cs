using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Importers;

namespace Nexa.Api.Features.Importers;

/// <summary>The companies that the organisation imports for.</summary>
internal static class ImporterEndpoints
{
    private const string Taken = "Já existe um importador com este CNPJ.";

    public static void MapImporters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/importers").WithTags("Importers").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithName("listImporters").WithSummary("The organisation's importers, by name");
        group.MapGet("/{id:guid}", GetAsync).WithName("getImporter").WithSummary("One importer");
        var changes = routes.MapGroup("/importers").WithTags("Importers").RequireAuthorization(Permissions.Review);
        changes.MapPost("/", AddAsync).WithName("addImporter").WithSummary("Adds an importer; the CNPJ may have letters").Refuses(409);
        changes.MapPut("/{id:guid}", SaveAsync).WithName("saveImporter").WithSummary("Changes an importer; what is left out is cleared")
            .Refuses(409);
        changes.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteImporter")
            .WithSummary("Deletes an importer; its tasks stay and name none");
    }

    /// <summary>Null where the organisation has no such importer.</summary>
    internal static async Task<Importer?> FindAsync(NexaDbContext db, CurrentUser user, Guid? id, CancellationToken ct) =>
        id is null ? null
        : await db.Importers.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.OrganisationId == user.Organisation, ct);

    /// <summary>Whether a request may name the importer: none, or one of the organisation's.</summary>
    internal static async Task<bool> MayNameAsync(NexaDbContext db, CurrentUser user, Guid? id, CancellationToken ct) =>
        id is null || await FindAsync(db, user, id, ct) is not null;

    internal static ValidationProblem Unknown() => ProblemServices.Invalid("importer_id", "Este importador não existe.");

    private static async Task<Results<Ok<ImporterPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, CurrentUser user, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "name", out var after))
        {
            return Paging.RefuseCursor();
        }

        var importers = db.Importers.AsNoTracking().Where(i => i.OrganisationId == user.Organisation);
        if (after is not null)
        {
#pragma warning disable CA1309 // becomes SQL: the collation is the database's
            importers = importers.Where(i => string.Compare(i.Name, after.Key) > 0 || (i.Name == after.Key && i.Id > after.Id));
#pragma warning restore CA1309
        }

        var size = Paging.ReadSize(limit);
        var rows = await importers.OrderBy(i => i.Name).ThenBy(i => i.Id).Take(size + 1).ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => new Cursor("name", last.Name, last.Id));
        return TypedResults.Ok(new ImporterPage(shown.ConvertAll(ImporterView.FromImporter), next));
    }

    private static async Task<Results<Ok<ImporterView>, NotFound>> GetAsync(
        Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        await FindAsync(db, user, id, ct) is { } importer ? TypedResults.Ok(ImporterView.FromImporter(importer)) : TypedResults.NotFound();

    private static async Task<Results<Created<ImporterView>, ValidationProblem, ProblemHttpResult>> AddAsync(
        SaveImporter save, NexaDbContext db, CurrentUser user, TimeProvider clock, CancellationToken ct)
    {
        var importer = new Importer
        {
            Id = Guid.CreateVersion7(), OrganisationId = user.Organisation, Name = "", Cnpj = "", CreatedAt = clock.GetUtcNow(),
        };
        save.WriteTo(importer);
        db.Add(importer);
        db.Audit(user, "importer.added", $"importer:{importer.Id}", after: new { importer.Cnpj });
        return await db.SavedUniquelyAsync(ct)
            ? TypedResults.Created($"/importers/{importer.Id}", ImporterView.FromImporter(importer))
            : ProblemServices.Problem(409, Taken);
    }

    private static async Task<Results<Ok<ImporterView>, NotFound, ValidationProblem, ProblemHttpResult>> SaveAsync(
        Guid id, SaveImporter save, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (await db.Importers.SingleOrDefaultAsync(i => i.Id == id && i.OrganisationId == user.Organisation, ct) is not { } importer)
        {
            return TypedResults.NotFound();
        }

        var before = new { importer.Cnpj };
        save.WriteTo(importer);
        db.Audit(user, "importer.changed", $"importer:{id}", before, new { importer.Cnpj });
        return await db.SavedUniquelyAsync(ct) ? TypedResults.Ok(ImporterView.FromImporter(importer)) : ProblemServices.Problem(409, Taken);
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (await db.Importers.SingleOrDefaultAsync(i => i.Id == id && i.OrganisationId == user.Organisation, ct) is not { } importer)
        {
            return TypedResults.NotFound();
        }

        db.Remove(importer);
        db.Audit(user, "importer.deleted", $"importer:{id}", new { importer.Cnpj });
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
