using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

public sealed record PartNumberView(
    Guid Id, string Partnumber, string? Manufacturer, string? Ncm, string? Exception, string? Description, bool Approved,
    Guid? ClassificationId, Guid? AliasOf);

/// <param name="Versions">All versions, newest first.</param>
/// <param name="Documents">The files it came from.</param>
/// <param name="Aliases">Other spellings that were merged into it.</param>
public sealed record PartDetail(
    PartNumberView Part, string? CountryOfOrigin, string? CountryOfProvenance, string? CountryOfAcquisition,
    IReadOnlyList<ClassificationView> Versions, IReadOnlyList<PartDocument> Documents, IReadOnlyList<string> Aliases);

public sealed record PartDocument(Guid Id, string FileName, DateTimeOffset CreatedAt, Guid TaskId);

/// <summary>
/// Part numbers as an organisation sees them. Part numbers are shared between organisations; each sees those that it has classified.
/// </summary>
public static class PartNumberReader
{
    private const string Columns =
        """
        p.id, p.number, m.name, c.ncm, c.exception, c.description, c.approved_at is not null as approved, c.id as classification_id,
        f.alias_of_id
        """;

    /// <summary>Part numbers with an ACTIVE classification, by number.</summary>
    public static async Task<(List<PartNumberView> Items, string? Next)> PageAsync(
        NpgsqlDataSource database, Guid organisation, string? search, Cursor? after, int limit, CancellationToken ct)
    {
        // The order of the index of number prefixes: bytes, whatever the database's collation.
        var rows = await database.Statement(
            $"""
            with page as materialized (
              select c.id, c.number_key from classification c
              where c.organisation_id = $1 and c.status = 'ACTIVE' and c.number_key like $2
                and ($3 is null or (c.number_key ~>=~ $3 and (c.number_key <> $3 or c.id > $4)))
              order by c.number_key using ~<~, c.id limit $5)
            select {Columns}, c.number_key from page join classification c on c.id = page.id join part_number p on p.id = c.part_number_id
            left join manufacturer m on m.id = p.manufacturer_id
              left join part_profile f on f.part_number_id = p.id and f.organisation_id = c.organisation_id
            order by page.number_key using ~<~, page.id
            """,
            organisation, Sql.EscapeLike(PartNumber.Normalize(search ?? "")) + "%", after?.Key, after?.Id, limit + 1)
            .ListAsync(row => (View: Read(row), Key: row.Text("number_key")), ct);
        var items = rows.Take(limit).Select(row => row.View).ToList();
        return (items, rows.Count > limit ? new Cursor("number", rows[limit - 1].Key, items[^1].ClassificationId!.Value).ToString() : null);
    }

    /// <summary>A part number, or the one that it is another spelling of: one detail for each manufacturer that has it.</summary>
    public static async Task<List<PartDetail>> FindAsync(
        NpgsqlDataSource database, string partNumber, Guid? id, Guid organisation, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var parts = await connection.Statement(
            $"""
            select {Columns}, f.country_of_origin, f.country_of_provenance, f.country_of_acquisition
            from part_number p left join manufacturer m on m.id = p.manufacturer_id
            left join classification c on c.part_number_id = p.id and c.organisation_id = $2 and c.status = 'ACTIVE'
            left join part_profile f on f.part_number_id = p.id and f.organisation_id = $2
            where (p.normalized = $1 or p.id = $3 or p.id in (
              select a.alias_of_id from part_number s join part_profile a on a.part_number_id = s.id and a.organisation_id = $2
                where s.normalized = $1))
              and exists (select from classification where part_number_id = p.id and organisation_id = $2)
            order by m.name nulls last limit 50
            """,
            PartNumber.Normalize(partNumber), organisation, id).ListAsync(row => (
                View: Read(row), Origin: row.TextOrNull("country_of_origin"),
                Provenance: row.TextOrNull("country_of_provenance"), Acquisition: row.TextOrNull("country_of_acquisition")), ct);
        var details = new List<PartDetail>(parts.Count);
        foreach (var (view, origin, provenance, acquisition) in parts)
        {
            details.Add(new(
                view, origin, provenance, acquisition, await ReadVersionsAsync(connection, view.Id, organisation, ct),
                await ReadDocumentsAsync(connection, view.Id, organisation, ct),
                await ReadSpellingsAsync(connection, view.Id, organisation, ct)));
        }

        return details;
    }

    private static Task<List<ClassificationView>> ReadVersionsAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            $"""
            select {ClassificationView.Columns} from classification c
            where c.part_number_id = $1 and c.organisation_id = $2 order by c.version desc limit 200
            """,
            part, organisation).ListAsync(ClassificationView.Read, ct);

    private static Task<List<PartDocument>> ReadDocumentsAsync(NpgsqlConnection connection, Guid part, Guid organisation,
        CancellationToken ct) =>
        connection.Statement(
            """
            select distinct d.id, d.file_name, d.created_at, t.id as task_id from classification c
            join task_item i on i.classification_id = c.id join task t on t.id = i.task_id and t.organisation_id = $2
            join document d on d.id = t.document_id where c.part_number_id = $1 and c.organisation_id = $2 order by d.created_at desc limit 50
            """,
            part, organisation).ListAsync(row => new PartDocument(
                row.Id("id"), row.Text("file_name"), row.Time("created_at"), row.Id("task_id")), ct);

    private static Task<List<string>> ReadSpellingsAsync(NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            """
            select p.number from part_profile f join part_number p on p.id = f.part_number_id
            where f.alias_of_id = $1 and f.organisation_id = $2 order by 1
            """,
            part, organisation).ListAsync(row => row.Text("number"), ct);

    private static PartNumberView Read(SqlRow row) => new(
        row.Id("id"), row.Text("number"), row.TextOrNull("name"), row.TextOrNull("ncm"), row.TextOrNull("exception"),
        row.TextOrNull("description"),
        row.Flag("approved"), row.IdOrNull("classification_id"), row.IdOrNull("alias_of_id"));
}
