using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>A code and a version as the Catálogo de Produtos answered them.</summary>
public sealed record PortalCode(string CnpjRoot, string Code, string Version, DateTimeOffset AnsweredAt);

/// <summary>The statements of the tables <c>portal_product</c> and <c>portal_operator</c>.</summary>
public static class PortalRows
{
    public static async Task<Dictionary<Guid, PortalCode>> ReadProductsAsync(
        NpgsqlConnection connection, Guid organisation, string root, CancellationToken ct) => (await connection.Statement(
            """
            select part_number_id as id, cnpj_root, code, version, answered_at from portal_product
            where organisation_id = $1 and cnpj_root = $2
            """,
            organisation, root).ListAsync(row => (Id: row.Id("id"), Code: ReadCode(row)), ct)).ToDictionary(one => one.Id, one => one.Code);

    public static async Task<Dictionary<Guid, PortalCode>> ReadOperatorsAsync(
        NpgsqlConnection connection, Guid organisation, string root, CancellationToken ct) => (await connection.Statement(
            """
            select manufacturer_id as id, cnpj_root, code, version, answered_at from portal_operator
            where organisation_id = $1 and cnpj_root = $2
            """,
            organisation, root).ListAsync(row => (Id: row.Id("id"), Code: ReadCode(row)), ct)).ToDictionary(one => one.Id, one => one.Code);

    /// <summary>The codes of one product, one for each importer.</summary>
    public static Task<List<PortalCode>> ReadProductAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) => connection.Statement(
            """
            select cnpj_root, code, version, answered_at from portal_product
            where organisation_id = $1 and part_number_id = $2 order by cnpj_root
            """,
            organisation, part).ListAsync(ReadCode, ct);

    /// <summary>The organisation's part numbers of this spelling and code: more than one where two manufacturers have it.</summary>
    public static Task<List<Guid>> FindPartsAsync(
        NpgsqlConnection connection, Guid organisation, string number, string? ncm, CancellationToken ct) => connection.Statement(
            $"""
            select p.id from part_number p {ClassificationSql.JoinActive("p.id", "$1")} where p.normalized = $2 and c.ncm is not distinct from $3
            """,
            organisation, PartNumber.Normalize(number), ncm).ListAsync(row => row.Id("id"), ct);

    /// <summary>The manufacturers that the organisation declares under this name.</summary>
    public static Task<List<Guid>> FindMakersAsync(
        NpgsqlConnection connection, Guid organisation, string name, CancellationToken ct) => connection.Statement(
            """
            select m.id from manufacturer m
            left join manufacturer_profile p on p.manufacturer_id = m.id and p.organisation_id = $1
            where (p.legal_name = $2 or m.name_key = $3) and not exists (
              select from manufacturer_alias a where a.organisation_id = $1 and a.name_key = m.name_key)
            """,
            organisation, name, Manufacturer.BuildKey(name)).ListAsync(row => row.Id("id"), ct);

    public static Task SaveProductAsync(
        NpgsqlConnection connection, Guid organisation, string root, Guid part, string code, string version, CancellationToken ct) =>
        connection.Statement(
            """
            insert into portal_product (organisation_id, cnpj_root, part_number_id, code, version) values ($1, $2, $3, $4, $5)
            on conflict (organisation_id, cnpj_root, part_number_id) do update
              set code = excluded.code, version = excluded.version, answered_at = now()
            """,
            organisation, root, part, code, version).ExecuteAsync(ct);

    public static Task SaveOperatorAsync(
        NpgsqlConnection connection, Guid organisation, string root, Guid maker, string code, string version, CancellationToken ct) =>
        connection.Statement(
            """
            insert into portal_operator (organisation_id, cnpj_root, manufacturer_id, code, version) values ($1, $2, $3, $4, $5)
            on conflict (organisation_id, cnpj_root, manufacturer_id) do update
              set code = excluded.code, version = excluded.version, answered_at = now()
            """,
            organisation, root, maker, code, version).ExecuteAsync(ct);

    private static PortalCode ReadCode(SqlRow row) =>
        new(row.Text("cnpj_root"), row.Text("code"), row.Text("version"), row.Time("answered_at"));
}
