using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal.Import;

namespace Nexa.Api.Features.Organisations;

/// <summary>The rates of taxes that an organisation loads for itself: they stand before the operator's and the law's.</summary>
internal static class OwnRateEndpoints
{
    private const int LargestUpload = 1024 * 1024;

    public static void MapOwnRates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/organisation/rates").WithTags("Organisation");
        group.MapGet("/", ListAsync).WithName("listOwnRates").RequireAuthorization(Permissions.Read)
            .WithSummary("The organisation's own rates, by tax and scope");
        group.MapPost("/", LoadAsync).WithName("loadOwnRates").RequireAuthorization(Permissions.ManageRates).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(LargestUpload))
            .WithSummary(
                "Loads rates (.csv) that hold for this organisation alone; what it had in a tax and scope that the file names goes. "
                + "Answers the first page of all its rates")
            .Refuses(400, 413, 422);
        group.MapDelete("/{tax}", DeleteAsync).WithName("deleteOwnRates").RequireAuthorization(Permissions.ManageRates)
            .WithSummary("Deletes its own rates of a tax, in one scope or in the general one; those of all organisations hold again");
    }

    private static async Task<Results<Ok<OwnRatesPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, CurrentUser user, string? cursor, int? limit, CancellationToken ct) =>
        Cursor.TryParse(cursor, "tax scope", out var after, key => key.Contains(' ', StringComparison.Ordinal))
            ? TypedResults.Ok(await ReadPageAsync(db, user, after, Paging.ReadSize(limit), ct)) : Paging.RefuseCursor();

    private static async Task<OwnRatesPage> ReadPageAsync(NexaDbContext db, CurrentUser user, Cursor? after, int size, CancellationToken ct)
    {
        var rates = db.OwnRates.AsNoTracking().Where(r => r.OrganisationId == user.Organisation);
        if (after?.Key.Split(' ', 2) is [var tax, var scope])
        {
#pragma warning disable CA1309 // becomes SQL: the collation is the database's
            rates = rates.Where(r => string.Compare(r.Tax, tax) > 0 || (r.Tax == tax && string.Compare(r.Scope, scope) > 0));
#pragma warning restore CA1309
        }

        var rows = await rates.OrderBy(r => r.Tax).ThenBy(r => r.Scope).Take(size + 1).ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => new Cursor("tax scope", $"{last.Tax} {last.Scope}", user.Organisation));
        return new(shown.ConvertAll(OwnRatesView.FromRates), next);
    }

    private static async Task<Results<Ok<OwnRatesPage>, ProblemHttpResult>> LoadAsync(
        IFormFile file, NexaDbContext db, CurrentUser user, OrganisationTables tables, TimeProvider clock, CancellationToken ct)
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
            if (read.Kind is not FiscalFileKind.Rates)
            {
                throw new RefusedFileException("uma organização só carrega alíquotas próprias (.csv).");
            }

            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await OwnRateRows.ReplaceAsync(db, user.Organisation, read, clock.GetUtcNow(), ct);
                db.Audit(user, "rates.loaded", $"organisation:{user.Organisation}", after: new { read.Name, Lines = read.Rates.Count });
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
            });
            tables.Forget(user.Organisation);
            return TypedResults.Ok(await ReadPageAsync(db, user, after: null, Paging.ReadSize(null), ct));
        }
        catch (RefusedFileException refused)
        {
            return ProblemServices.Problem(StatusCodes.Status422UnprocessableEntity, $"{refused.Message} Nenhuma alteração foi feita.");
        }
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        string tax, NexaDbContext db, CurrentUser user, OrganisationTables tables, CancellationToken ct, string scope = "")
    {
        var found = await db.OwnRates.SingleOrDefaultAsync(
            rates => rates.OrganisationId == user.Organisation && rates.Tax == tax && rates.Scope == scope, ct);
        if (found is null)
        {
            return TypedResults.NotFound();
        }

        db.Remove(found);
        db.Audit(user, "rates.deleted", $"organisation:{user.Organisation}", before: new { found.Tax, found.Scope, found.Count });
        await db.SaveChangesAsync(ct);
        tables.Forget(user.Organisation);
        return TypedResults.NoContent();
    }
}
