using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <param name="DocumentBytes">Of the documents that were sent, also of those whose content was erased since.</param>
public sealed record OrganisationSize(
    Guid Id, string Name, DateTimeOffset CreatedAt, int Members, int Tasks, int Classifications, int Documents, long DocumentBytes);

/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record OrganisationSizePage(IReadOnlyList<OrganisationSize> Organisations, string? NextCursor);

/// <summary>What an operator sees of organisations: how many rows they have, and none of them.</summary>
internal static class OrganisationSizes
{
    public static void MapOrganisationSizes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/operator/organisations", ListAsync).WithName("listOrganisationSizes").WithTags("Organisation")
        .RequireAuthorization(Permissions.Operate)
            .WithSummary("How large each organisation is, for the operator of the installation");

    private static async Task<Ok<OrganisationSizePage>> ListAsync([AllOrganisations] NexaDbContext db, Guid? cursor, int? limit,
        CancellationToken ct)
    {
        var size = Paging.ReadSize(limit);
        var page = await db.Organisations.Where(o => cursor == null || o.Id > cursor).OrderBy(o => o.Id).Take(size + 1)
            .Select(o => new OrganisationSize(
                o.Id, o.Name, o.CreatedAt, db.Memberships.Count(m => m.OrganisationId == o.Id),
                db.Tasks.Count(t => t.OrganisationId == o.Id),
                db.Classifications.Count(c => c.OrganisationId == o.Id), db.Documents.Count(d => d.OrganisationId == o.Id),
                db.Documents.Where(d => d.OrganisationId == o.Id).Sum(d => d.Size)))
            .ToListAsync(ct);
        return TypedResults.Ok(new OrganisationSizePage(
            [.. page.Take(size)], page.Count > size ? page[size - 1].Id.ToString() : null));
    }
}
