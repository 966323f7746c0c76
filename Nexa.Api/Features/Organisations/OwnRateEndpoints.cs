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
            .WithSummary("Loads rates (.csv) that hold for this organisation alone; what it had in a tax and scope that the file names goes")
            .Refuses(400, 413, 422);
        group.MapDelete("/{tax}", DeleteAsync).WithName("deleteOwnRates").RequireAuthorization(Permissions.ManageRates)
            .WithSummary("Deletes its own rates of a tax, in one scope or in the general one; those of all organisations hold again");
    }

    private static async Task<Ok<List<OwnRatesView>>> ListAsync(NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        TypedResults.Ok((await db.OwnRates.AsNoTracking().Where(rates => rates.OrganisationId == user.Organisation)
            .OrderBy(rates => rates.Tax).ThenBy(rates => rates.Scope).ToListAsync(ct)).ConvertAll(OwnRatesView.FromRates));

    private static async Task<Results<Ok<List<OwnRatesView>>, ProblemHttpResult>> LoadAsync(
        IFormFile file, NexaDbContext db, CurrentUser user, OrganisationTables tables, TimeProvider clock, CancellationToken ct)
    {
        if (file.Length > LargestUpload)
        {
            return ProblemServices.Problem(StatusCodes.Status413PayloadTooLarge, $"O arquivo passa de {LargestUpload / 1024 / 1024} MB.");
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

            var loaded = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var rates = await OwnRateRows.ReplaceAsync(db, user.Organisation, read, clock.GetUtcNow(), ct);
                db.Audit(user, "rates.loaded", $"organisation:{user.Organisation}", after: new { read.Name, Lines = read.Rates.Count });
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                return rates;
            });
            tables.Forget(user.Organisation);
            return TypedResults.Ok(loaded.ConvertAll(OwnRatesView.FromRates));
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
