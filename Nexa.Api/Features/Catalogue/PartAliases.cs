using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>
/// Other spellings of a part number, such as a supplier's own code or a duplicate: they are answered as the part number itself.
/// </summary>
internal static class PartAliases
{
    public static async Task<Results<NoContent, NotFound, ProblemHttpResult>> AddAsync(
        Guid id, AddAlias add, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await PartProfileRows.OwnsPartAsync(connection, id, user.Organisation, ct))
        {
            return TypedResults.NotFound();
        }

        if (!await PartProfileRows.AddSpellingAsync(connection, id, user.Organisation, add.Partnumber!.Trim(), ct))
        {
            return ProblemServices.Problem(
                StatusCodes.Status409Conflict,
                "Esta grafia já identifica este ou outro part number, ou um dos dois já é grafia alternativa de outro.");
        }

        await AuditTrail.WriteAsync(connection, user.AsReviewer(), "part-number.alias-added", $"part-number:{id}", add, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, NotFound>> RemoveAsync(
        Guid id, string alias, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        var spelling = PartNumberEndpoints.UnescapeSlashes(alias);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await PartProfileRows.RemoveSpellingAsync(connection, id, user.Organisation, spelling, ct))
        {
            return TypedResults.NotFound();
        }

        await AuditTrail.WriteAsync(connection, user.AsReviewer(), "part-number.alias-removed", $"part-number:{id}",
            new { partnumber = spelling }, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
