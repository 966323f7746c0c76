using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>Part numbers are shared between organisation; a user sees those that somebody they see has classified.</summary>
internal static class PartNumberEndpoints
{
    public static void MapPartNumbers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/partnumbers").WithTags("Catalogue").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithName("listPartNumbers").WithSummary("Part numbers with their classification, by number");
        group.MapGet("/{id}", GetAsync).WithName("getPartNumber")
            .WithSummary("All versions, documents and other spellings of a part number, by its id or as it is written");
        group.MapPost("/{id:guid}/aliases", PartAliases.AddAsync).WithName("addPartNumberAlias").RequireAuthorization(Permissions.Review)
            .Refuses(409)
            .WithSummary("Another spelling of it, such as a supplier's code: answered from now on as this part number");
        group.MapDelete("/{id:guid}/aliases/{alias}", PartAliases.RemoveAsync).WithName("deletePartNumberAlias")
            .RequireAuthorization(Permissions.Review)
            .WithSummary("Forgets a spelling");
        group.MapPut("/{id:guid}", SaveAsync).WithName("savePartNumber").RequireAuthorization(Permissions.Review).Refuses(409)
            .WithSummary("The three countries, and whether it is another spelling of a part number");
    }

    private static async Task<Results<Ok<PartNumberPage>, ValidationProblem>> ListAsync(
        CurrentUser user, NpgsqlDataSource database, string? search, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "number", out var after))
        {
            return Paging.RefuseCursor();
        }

        var (items, next) = await PartNumberReader.ReadPageAsync(database, user.Organisation, search, after,
            Paging.ReadSize(limit),
            ct);
        return TypedResults.Ok(new PartNumberPage(items, next));
    }

    private static async Task<Results<Ok<PartNumberDetail>, NotFound>> GetAsync(
        string id, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        var number = UnescapeSlashes(id);
        var parts = await PartNumberReader.FindAsync(database, number, Guid.TryParse(id, out var key) ? key : null, user.Organisation, ct);
        return parts.Count == 0 ? TypedResults.NotFound() : TypedResults.Ok(new PartNumberDetail(parts[0].Part.Partnumber, parts));
    }

    /// <summary>Routing leaves an escaped slash as it came.</summary>
    public static string UnescapeSlashes(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> SaveAsync(
        Guid id, SavePart save, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var profile = new PartProfile
        {
            OrganisationId = user.Organisation,
            PartNumberId = id,
            CountryOfOrigin = save.CountryOfOrigin,
            CountryOfProvenance = save.CountryOfProvenance,
            CountryOfAcquisition = save.CountryOfAcquisition,
            AliasOfId = save.AliasOf,
        };
        if (!await PartProfileRows.SaveAsync(connection, profile, ct))
        {
            return save.AliasOf is null
                ? TypedResults.NotFound()
                : ProblemServices.Problem(
                    StatusCodes.Status409Conflict,
                    "Só é possível unificar part numbers da sua organização, e o principal "
                        + "não pode ser, ele próprio, grafia alternativa de outro.");
        }

        await AuditTrail.WriteAsync(connection, user.AsReviewer(), "part-number.saved", $"part-number:{id}", save, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
