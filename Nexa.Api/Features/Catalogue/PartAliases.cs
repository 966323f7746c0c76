using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>
/// Other spellings of a part number: a supplier's own code, a duplicate. Once known they are answered as the part number
/// itself. A spelling of a spelling is refused: one look-up leads to the part.
/// </summary>
internal static class PartAliases
{
    public static async Task<Results<NoContent, NotFound, ProblemHttpResult>> AddAsync(Guid id, AddAlias add, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var mine = connection.Statement("select 1 from classification where part_number_id = $1 and owner_id = $2 limit 1", id, user.Id))
        {
            if (await mine.ExecuteScalarAsync(ct) is null)
            {
                return TypedResults.NotFound();
            }
        }

        var number = add.Partnumber!.Trim();
        await using var write = connection.Statement(
            """
            with spelled as (
              insert into part_number (id, number, normalized) values ($3, $4, $5) on conflict (normalized, manufacturer_id) do update set number = part_number.number returning id)
            insert into part_profile (owner_id, part_number_id, alias_of_id)
            select $2, s.id, $1 from spelled s join part_number p on p.id = $1 and p.normalized <> $5 where not exists (
              select from part_profile o where o.owner_id = $2 and ((o.part_number_id = $1 and o.alias_of_id is not null) or o.alias_of_id = s.id))
            on conflict (owner_id, part_number_id) do update set alias_of_id = excluded.alias_of_id where part_profile.alias_of_id is null or part_profile.alias_of_id = excluded.alias_of_id
            """, id, user.Id, Guid.CreateVersion7(), number, PartNumber.Normalize(number));
        if (await write.ExecuteNonQueryAsync(ct) == 0)
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, "Esta grafia é a do próprio part number ou já é de outro, ou um dos dois é ele mesmo outra grafia.");
        }

        await Trail.WriteAsync(connection, user.AsReviewer(), "part-number.alias-added", $"part-number:{id}", add, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, NotFound>> RemoveAsync(Guid id, string alias, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var remove = connection.Statement(
            "update part_profile f set alias_of_id = null from part_number p where p.id = f.part_number_id and f.owner_id = $2 and f.alias_of_id = $1 and p.normalized = $3",
            id, user.Id, PartNumber.Normalize(alias));
        if (await remove.ExecuteNonQueryAsync(ct) == 0)
        {
            return TypedResults.NotFound();
        }

        await Trail.WriteAsync(connection, user.AsReviewer(), "part-number.alias-removed", $"part-number:{id}", new { partnumber = alias }, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
