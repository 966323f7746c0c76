using System.Text.Json;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <param name="Classification">The version.</param>
/// <param name="Reason">Why its author corrected it.</param>
/// <param name="ReplacesId">The version it corrects.</param>
/// <param name="Changes">What the correction changed: field → from, to.</param>
/// <param name="Result">The whole answer.</param>
/// <param name="Versions">All versions of the part number, newest first.</param>
public sealed record ClassificationDetail(
    ClassificationView Classification, string? Reason, Guid? ReplacesId, JsonElement? Changes, JsonElement Result,
    IReadOnlyList<VersionView> Versions);

public sealed record VersionView(
    Guid Id, int Version, string Status, string? Ncm, string? Exception, Guid? AuthorId, string? Reason, JsonElement? Changes,
    DateTimeOffset? ApprovedAt, DateTimeOffset CreatedAt);

/// <summary>Who and what stands behind a version, for its certificate.</summary>
/// <param name="Description">As it came with the part number, like the next two.</param>
/// <param name="Manufacturer">As asked.</param>
/// <param name="Supplier">As asked.</param>
/// <param name="ApprovedBy">The approver's name.</param>
/// <param name="Author">Name of the person who corrected it.</param>
/// <param name="Importer">Name of the importer that it was last asked for.</param>
/// <param name="ImporterCnpj">The importer's number.</param>
/// <param name="Basis">Fingerprint of the fiscal rows that it is based on.</param>
/// <param name="ApproverPosition">As the approver's profile has it, like the registration.</param>
/// <param name="Edition">The edition of the fiscal tables that it rests on; null for versions older than that is kept.</param>
public sealed record ClassificationOrigin(
    string? Description, string? Manufacturer, string? Supplier, string? ApprovedBy, string? Author, string? Importer, string? ImporterCnpj,
    string? Basis, string? ApproverPosition, string? ApproverRegistration, EditionLine? Edition);

/// <summary>Reads single classifications.</summary>
public static class ClassificationReader
{
    /// <summary>The detail of a version with its ETag; null when there is none of the organisation's.</summary>
    public static async Task<(ClassificationDetail Detail, string ETag)?> FindAsync(
        NpgsqlDataSource database, Guid id, Guid organisation, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var found = await connection.Statement(
            $"""
            select {ClassificationView.Columns}, c.reason, c.replaces_id, c.changes, c.result, c.xmin::text as revision, c.part_number_id
            from classification c where c.id = $1 and c.organisation_id = $2
            """,
            id, organisation).ListAsync(row => (
                View: ClassificationView.ReadRow(row), Reason: row.TextOrNull("reason"), Replaces: row.IdOrNull("replaces_id"),
                Changes: row.TextOrNull("changes"), Result: row.Text("result"), Revision: row.Text("revision"),
                Part: row.Id("part_number_id")), ct);
        if (found is not [var version])
        {
            return null;
        }

        var versions = await connection.Statement(
            """
            select id, version, status, ncm, exception, author_id, reason, changes, approved_at, created_at
            from classification where part_number_id = $1 and organisation_id = $2 order by version desc limit 200
            """,
            version.Part, version.View.OrganisationId).ListAsync(row => new VersionView(
                row.Id("id"), row.Number<int>("version"), row.Text("status"), row.TextOrNull("ncm"), row.TextOrNull("exception"),
                row.IdOrNull("author_id"), row.TextOrNull("reason"), ParseJson(row.TextOrNull("changes")),
                row.TimeOrNull("approved_at"), row.Time("created_at")), ct);
        var detail = new ClassificationDetail(
            version.View, version.Reason, version.Replaces, ParseJson(version.Changes), ParseJson(version.Result)!.Value, versions);
        return (detail, ToETag(version.Revision));
    }

    /// <summary>The caller has checked whose classification it is.</summary>
    public static async Task<ClassificationOrigin> FindOriginAsync(NpgsqlDataSource database, Guid id, CancellationToken ct)
    {
        var (origin, edition) = (await database.Statement(
            $"""
            select i.description, i.manufacturer, i.supplier, a.name as approved_by, w.name as author,
              p.name as importer, p.cnpj as importer_cnpj, c.basis, a.position, a.registration, c.edition_id
            from {ClassificationSql.WithLastAsked}
            left {UserRows.JoinUser("a", "c.approved_by")} left {UserRows.JoinUser("w", "c.author_id")}
            {ImporterRows.JoinImporter("i.importer_id")}
            where c.id = $1
            """,
            id).ListAsync(row => (new ClassificationOrigin(
                row.TextOrNull("description"), row.TextOrNull("manufacturer"), row.TextOrNull("supplier"),
                row.TextOrNull("approved_by"), row.TextOrNull("author"), row.TextOrNull("importer"),
                row.TextOrNull("importer_cnpj"), row.TextOrNull("basis"), row.TextOrNull("position"),
                row.TextOrNull("registration"), Edition: null), row.IdOrNull("edition_id")), ct)).Single();
        return edition is null ? origin
            : origin with { Edition = await FiscalEditionList.FindEditionAsync(database, edition.Value, ct) };
    }

    /// <summary>All versions of a part number, newest first.</summary>
    internal static Task<List<ClassificationView>> ReadVersionsAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            $"""
            select {ClassificationView.Columns} from classification c
            where c.part_number_id = $1 and c.organisation_id = $2 order by c.version desc limit 200
            """,
            part, organisation).ListAsync(ClassificationView.ReadRow, ct);

    /// <summary>
    /// The ACTIVE versions of an organisation that give the number of a version another code (<c>Id</c>), each with the version's own
    /// (<c>Ncm</c>).
    /// </summary>
    internal static Task<List<(Guid Id, string Ncm)>> ReadConflictsAsync(
        NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            """
            select o.id, c.ncm from classification c
            join classification o on o.number_key = c.number_key and o.organisation_id = $2 and o.id <> c.id
              and o.status = 'ACTIVE' and o.ncm is distinct from c.ncm
            where c.id = $1 and c.ncm is not null
            """,
            id, organisation).ListAsync(row => (Id: row.Id("id"), Ncm: row.Text("ncm")), ct);

    /// <summary>The documents that a part number was classified from, newest first.</summary>
    internal static Task<List<PartDocument>> ReadDocumentsAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) =>
        connection.Statement(
            $"""
            select distinct d.id, d.file_name, d.created_at, t.id as task_id from classification c
            {TaskItemRows.JoinItems("c.id")} {TaskRows.JoinTask("$2")} {DocumentRows.JoinDocument}
            where c.part_number_id = $1 and c.organisation_id = $2 order by d.created_at desc limit 50
            """,
            part, organisation).ListAsync(row => new PartDocument(
                row.Id("id"), row.Text("file_name"), row.Time("created_at"), row.Id("task_id")), ct);

    /// <summary>A row's revision as an entity tag: it changes with every write to the row.</summary>
    internal static string ToETag(string revision) => $"\"{revision}\"";

    private static JsonElement? ParseJson(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
