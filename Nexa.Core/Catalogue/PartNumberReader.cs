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
    public static async Task<(List<PartNumberView> Items, string? Next)> ReadPageAsync(
        NpgsqlDataSource database, Guid organisation, string? search, Cursor? after, int limit, CancellationToken ct)
    {
        var rows = await database.Statement(
            $"""
            with page as materialized ({ClassificationSql.SelectPageByNumber})
            select {Columns}, c.number_key from page {ClassificationSql.JoinVersion("page.id")}
            join part_number p on p.id = c.part_number_id left join manufacturer m on m.id = p.manufacturer_id
              left join part_profile f on f.part_number_id = p.id and f.organisation_id = c.organisation_id
            order by page.number_key using ~<~, page.id
            """,
            organisation, PartNumber.Normalize(search ?? ""), after?.Key, after?.Id, limit + 1)
            .ListAsync(row => (View: ReadView(row), Key: row.Text("number_key")), ct);
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
            left {ClassificationSql.JoinActive("p.id", "$2")}
            left join part_profile f on f.part_number_id = p.id and f.organisation_id = $2
            where (p.normalized = $1 or p.id = $3 or p.id in (
              select a.alias_of_id from part_number s join part_profile a on a.part_number_id = s.id and a.organisation_id = $2
                where s.normalized = $1))
              and {ClassificationSql.HasClassified("p.id", "$2")}
            order by m.name nulls last limit 50
            """,
            PartNumber.Normalize(partNumber), organisation, id).ListAsync(row => (
                View: ReadView(row), Origin: row.TextOrNull("country_of_origin"),
                Provenance: row.TextOrNull("country_of_provenance"), Acquisition: row.TextOrNull("country_of_acquisition")), ct);
        var details = new List<PartDetail>(parts.Count);
        foreach (var (view, origin, provenance, acquisition) in parts)
        {
            details.Add(new(
                view, origin, provenance, acquisition, await ClassificationReader.ReadVersionsAsync(connection, view.Id, organisation, ct),
                await ClassificationReader.ReadDocumentsAsync(connection, view.Id, organisation, ct),
                await ReadSpellingsAsync(connection, view.Id, organisation, ct)));
        }

        return details;
    }

    private static Task<List<string>> ReadSpellingsAsync(NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            """
            select p.number from part_profile f join part_number p on p.id = f.part_number_id
            where f.alias_of_id = $1 and f.organisation_id = $2 order by 1
            """,
            part, organisation).ListAsync(row => row.Text("number"), ct);

    private static PartNumberView ReadView(SqlRow row) => new(
        row.Id("id"), row.Text("number"), row.TextOrNull("name"), row.TextOrNull("ncm"), row.TextOrNull("exception"),
        row.TextOrNull("description"),
        row.Flag("approved"), row.IdOrNull("classification_id"), row.IdOrNull("alias_of_id"));
}
