using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>Part numbers are shared between owners; a user sees those that somebody they see has classified.</summary>
internal static class PartNumberEndpoints
{
    private const string Columns =
        """
        p.id, p.number, m.name, c.ncm, c.exception, c.description, c.approved_at is not null, c.id, f.alias_of_id
        """;

    public static void MapPartNumbers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/partnumbers").WithTags("Catalogue").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithSummary("Part numbers with their classification, by number");
        group.MapGet("/{partnumber}", GetAsync).WithSummary("All versions, documents and other spellings of a part number");
        group.MapPost("/{id:guid}/aliases", PartAliases.AddAsync).RequireAuthorization(Permissions.Review).WithSummary("Another spelling of it, such as a supplier's code: answered from now on as this part number").Refuses(409);
        group.MapDelete("/{id:guid}/aliases/{alias}", PartAliases.RemoveAsync).RequireAuthorization(Permissions.Review).WithSummary("Forgets a spelling");
        group.MapPut("/{id:guid}", SaveAsync).RequireAuthorization(Permissions.Review).WithSummary("The three countries, and whether it is another spelling of a part number").Refuses(409);
    }

    private static async Task<Results<Ok<PartNumberPage>, ValidationProblem>> ListAsync(CurrentUser user, NpgsqlDataSource database, string? search, string? cursor, int? limit, CancellationToken ct)
    {
        var size = Math.Clamp(limit ?? 50, 1, 200);
        if (!Cursor.TryParse(cursor, "number", out var after))
        {
            return ProblemServices.Invalid("cursor", "O cursor não pertence a esta consulta.");
        }

        var prefix = PartNumber.Normalize(search ?? "").Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        // The order of the index of number prefixes: bytes, whatever the database's collation.
        await using var command = database.CreateCommand(
            $"""
            with page as materialized (
              select k.id, k.number_key from unnest($1) as owner(id)
              cross join lateral (
                select c.id, c.number_key from classification c
                where c.owner_id = owner.id and c.status = 'ACTIVE' and c.number_key like $2
                  and ($3::text is null or (c.number_key ~>=~ $3::text and (c.number_key <> $3::text or c.id > $4::uuid)))
                order by c.number_key using ~<~, c.id limit $5) k
              order by k.number_key using ~<~, k.id limit $5)
            select {Columns}, c.number_key from page join classification c on c.id = page.id join part_number p on p.id = c.part_number_id
            left join manufacturer m on m.id = p.manufacturer_id left join part_profile f on f.part_number_id = p.id and f.owner_id = c.owner_id
            order by page.number_key using ~<~, page.id
            """).With(user.Sees, prefix + "%", after?.Key, after?.Id, size + 1);
        var items = new List<PartNumberView>();
        var key = "";
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            if (items.Count == size)
            {
                return TypedResults.Ok(new PartNumberPage(items, new Cursor("number", key, items[^1].ClassificationId!.Value).ToString()));
            }

            items.Add(Read(row));
            key = row.GetString(9);
        }

        return TypedResults.Ok(new PartNumberPage(items, null));
    }

    private static async Task<Results<Ok<PartNumberDetail>, NotFound>> GetAsync(string partnumber, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var parts = new List<(PartNumberView View, Guid Owner, string?[] Countries)>();
        await using (var command = connection.Statement(
            $"""
            select {Columns}, o.owner_id, f.country_of_origin, f.country_of_provenance, f.country_of_acquisition
            from part_number p left join manufacturer m on m.id = p.manufacturer_id
            join lateral (select distinct owner_id from classification where part_number_id = p.id and owner_id = any($2)) o on true
            left join classification c on c.part_number_id = p.id and c.owner_id = o.owner_id and c.status = 'ACTIVE'
            left join part_profile f on f.part_number_id = p.id and f.owner_id = o.owner_id
            where p.normalized = $1 or p.id in (
              select a.alias_of_id from part_number s join part_profile a on a.part_number_id = s.id and a.owner_id = any($2) where s.normalized = $1)
            order by m.name nulls last limit 50
            """, PartNumber.Normalize(partnumber), user.Sees))
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                parts.Add((Read(row), row.GetGuid(9), [row[10] as string, row[11] as string, row[12] as string]));
            }
        }

        var details = new List<PartDetail>();
        foreach (var (view, owner, countries) in parts)
        {
            details.Add(new(view, countries[0], countries[1], countries[2],
                await ManyAsync(connection, $"select {ClassificationView.Columns} from classification c where c.part_number_id = $1 and c.owner_id = $2 order by c.version desc limit 200", view.Id, owner, row => ClassificationView.Read(row), ct),
                await ManyAsync(connection,
                    """
                    select distinct d.id, d.file_name, d.created_at, t.id from classification c join task_item i on i.classification_id = c.id
                    join task t on t.id = i.task_id and t.owner_id = $2 join document d on d.id = t.document_id where c.part_number_id = $1 and c.owner_id = $2 order by d.created_at desc limit 50
                    """, view.Id, owner, row => new PartDocument(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetGuid(3)), ct),
                await ManyAsync(connection, "select p.number from part_profile f join part_number p on p.id = f.part_number_id where f.alias_of_id = $1 and f.owner_id = $2 order by 1", view.Id, owner, row => row.GetString(0), ct)));
        }

        return details.Count == 0 ? TypedResults.NotFound() : TypedResults.Ok(new PartNumberDetail(parts[0].View.Partnumber, details));
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> SaveAsync(Guid id, SavePart save, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        const string Mine = "exists (select from classification where part_number_id = {0} and owner_id = $2)";
        await using var command = connection.Statement(
            $"""
            insert into part_profile (part_number_id, owner_id, country_of_origin, country_of_provenance, country_of_acquisition, alias_of_id)
            select $1, $2, $3, $4, $5, $6::uuid
            where {Mine.Replace("{0}", "$1", StringComparison.Ordinal)} and ($6::uuid is null or ({Mine.Replace("{0}", "$6::uuid", StringComparison.Ordinal)} and $6::uuid <> $1
              and not exists (select from part_profile where owner_id = $2 and ((part_number_id = $6::uuid and alias_of_id is not null) or alias_of_id = $1))))
            on conflict (owner_id, part_number_id) do update set country_of_origin = excluded.country_of_origin, country_of_provenance = excluded.country_of_provenance,
              country_of_acquisition = excluded.country_of_acquisition, alias_of_id = excluded.alias_of_id
            """, id, user.Id, save.CountryOfOrigin, save.CountryOfProvenance, save.CountryOfAcquisition, save.AliasOf);
        if (await command.ExecuteNonQueryAsync(ct) == 0)
        {
            return save.AliasOf is null ? TypedResults.NotFound()
                : ProblemServices.Problem(StatusCodes.Status409Conflict, "Só é possível unir dois part numbers seus, e o principal não pode ser ele mesmo outra grafia.");
        }

        await Trail.WriteAsync(connection, user.AsReviewer(), "part-number.saved", $"part-number:{id}", save, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static PartNumberView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row[2] as string, row[3] as string, row[4] as string, row[5] as string, row.GetBoolean(6), row[7] as Guid?, row[8] as Guid?);

    private static async Task<List<T>> ManyAsync<T>(NpgsqlConnection connection, string sql, Guid part, Guid owner, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = connection.Statement(sql, part, owner);
        await using var row = await command.ExecuteReaderAsync(ct);
        var all = new List<T>();
        while (await row.ReadAsync(ct))
        {
            all.Add(read(row));
        }

        return all;
    }
}
