using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <summary>The organisation that the credentials name.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/organisation", GetAsync).WithName("getOrganisation").WithTags("Organisation")
            .WithSummary("The organisation that the credentials name")
            .RequireAuthorization(Permissions.Read);
        routes.MapPost("/organisations", CreateAsync).WithName("createOrganisation").WithTags("Organisation")
            .RequireAuthorization(IdentityServices.SignedIn)
            .WithSummary("Makes another organisation, of which the person is the ADMIN").Refuses(403);
        var group = routes.MapGroup("/organisation").WithTags("Organisation")
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers);
        group.MapPatch("/", ChangeAsync).WithName("updateOrganisation").WithSummary("Changes its name");
        group.MapGet("/audit", AuditAsync).WithName("listAudit").WithSummary("What was done in it, by whom and from where, newest first");
        group.MapGet("/data", (CurrentUser user, NexaDbContext db, CancellationToken ct) =>
            PersonalData.ExportAsync<Organisation>(db, user, user.Organisation, null, ct)).WithName("exportOrganisationData").AsDownload()
            .WithSummary("Everything that Nexa keeps of it, as JSON").Produces<JsonElement>(200, "application/json");
    }

    private static async Task<Results<Ok<OrganisationView>, NotFound>> GetAsync(NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        await db.Organisations.Where(o => o.Id == user.Organisation).Select(o => new OrganisationView(o.Id, o.Name, o.CreatedAt))
            .SingleOrDefaultAsync(ct) is { } found ? TypedResults.Ok(found) : TypedResults.NotFound();

    private static async Task<Results<Created<OrganisationView>, ProblemHttpResult>> CreateAsync(
        ChangeName request, [AllOrganisations] NexaDbContext db, IdentitySettings settings, CurrentUser user, CancellationToken ct)
    {
        if (!settings.AllowRegistration)
        {
            return ProblemServices.Problem(403, "O cadastro está desativado; solicite acesso a um administrador.");
        }

        var id = db.AddOrganisation(request.Name!.Trim(), user.Id);
        db.Audit(user with { Organisation = id }, "organisation.created", $"organisation:{id}");
        await db.SaveChangesAsync(ct);
        var made = await db.Organisations.AsNoTracking().SingleAsync(o => o.Id == id, ct);
        return TypedResults.Created("/organisation", new OrganisationView(made.Id, made.Name, made.CreatedAt));
    }

    private static async Task<Results<Ok<OrganisationView>, NotFound>> ChangeAsync(
        ChangeName request, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == user.Organisation, ct) is not { } organisation)
        {
            return TypedResults.NotFound();
        }

        db.Audit(user, "organisation.renamed", $"organisation:{organisation.Id}", new { organisation.Name }, new { name = request.Name });
        organisation.Name = request.Name!.Trim();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new OrganisationView(organisation.Id, organisation.Name, organisation.CreatedAt));
    }

    private static async Task<Results<Ok<AuditPage>, ValidationProblem>> AuditAsync(
        [AsParameters] AuditQuery query, NexaDbContext db, CurrentUser user, long? cursor, int? limit, CancellationToken ct)
    {
        if (query.FindProblems() is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var size = Paging.ReadSize(limit);
        var page = await query.Select(db.AuditLog.AsNoTracking().Where(e => e.OrganisationId == user.Organisation))
            .Where(e => cursor == null || e.Id < cursor).OrderByDescending(e => e.Id).Take(size + 1).ToListAsync(ct);
        return TypedResults.Ok(new AuditPage(
            [.. page.Take(size).Select(e =>
                new AuditView(e.Id, e.At, e.UserId, e.Via, e.Address, e.Action, e.Subject, Parse(e.Before), Parse(e.After)))],
            page.Count > size ? page[size - 1].Id : null));
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
