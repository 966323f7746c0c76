using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>A manufacturer as an organisation knows it.</summary>
/// <param name="AliasOf">The manufacturer that its name is an alias of.</param>
public sealed record KnownManufacturer(Guid Id, string Name, Guid? AliasOf);

/// <summary>The statements of the table <c>manufacturer</c>: one row a name, shared by all organisation.</summary>
public static class ManufacturerRows
{
    /// <summary>Subquery: the aliases of the organisation <c>$1</c> by key, each with the key of its manufacturer (<c>of</c>).</summary>
    internal const string SelectAliases =
        """
        select a.name_key, m.name_key as of from manufacturer_alias a join manufacturer m on m.id = a.manufacturer_id
        where a.organisation_id = $1
        """;

    /// <summary>
    /// Joins the particulars <c>m</c> with which a <c>classification c</c>'s organisation declares its manufacturer, or the one that the
    /// manufacturer is an alias of.
    /// </summary>
    internal static readonly string JoinProfile =
        $"""
        left {JoinManufacturer("k", "c.manufacturer_id")}
        left join manufacturer_alias a on a.organisation_id = c.organisation_id and a.name_key = k.name_key
        left join manufacturer_profile m on m.organisation_id = c.organisation_id
          and m.manufacturer_id = coalesce(a.manufacturer_id, c.manufacturer_id)
        """;

    /// <summary>Joins a manufacturer under an alias.</summary>
    internal static string JoinManufacturer(string alias, string id) => $"join manufacturer {alias} on {alias}.id = {id}";

    /// <summary>Subquery: the rows whose key is like a pattern.</summary>
    internal static string SelectLike(string pattern) => $"select id from manufacturer where name_key like {pattern}";

    /// <summary>The row of a name, made where there is none yet.</summary>
    internal static Task<Guid> ResolveAsync(NpgsqlConnection connection, string name, CancellationToken ct) => connection.Statement(
        """
        insert into manufacturer (id, name, name_key) values ($1, $2, $3)
        on conflict (name_key) do update set name = manufacturer.name returning id
        """,
        Guid.CreateVersion7(), name, Manufacturer.BuildKey(name)).ScalarAsync<Guid>(ct);

    /// <summary>
    /// The rows of manufacturers by key, made where there are none yet. Ordered by key, so that two workers don't wait for one another.
    /// </summary>
    public static async Task<Dictionary<string, Guid>> ResolveAsync(
        NpgsqlDataSource database, List<Manufacturer> ordered, CancellationToken ct)
    {
        var keys = ordered.ConvertAll(m => m.NameKey);
        await using var batch = database.Batch();
        batch.Add(
            """
            insert into manufacturer (id, name, name_key, address, country) select * from unnest($1, $2, $3, $4, $5)
            on conflict (name_key) do nothing
            """,
            ordered.ConvertAll(m => m.Id), ordered.ConvertAll(m => m.Name), keys, ordered.ConvertAll(m => m.Address),
            ordered.ConvertAll(m => m.Country));
        // A statement of its own sees the rows of other workers.
        batch.Add("select id, name_key from manufacturer where name_key = any($1)", keys);
        await using var results = await batch.ReadAsync(ct);
        var found = await results.ListAsync(row => (Id: row.Id("id"), Key: row.Text("name_key")), ct);
        return found.ToDictionary(m => m.Key, m => m.Id, StringComparer.Ordinal);
    }

    /// <summary>One change of an organisation's aliases at a time: two at once could make each of two manufacturers an alias of the other.</summary>
    public static Task LockAliasesAsync(NpgsqlConnection connection, Guid organisation, CancellationToken ct) => connection.Statement(
        "select pg_advisory_xact_lock(hashtextextended('manufacturer_alias ' || $1::text, 0))", organisation).ExecuteAsync(ct);

    /// <summary>Those of the manufacturers that the organisation has classified something of.</summary>
    public static Task<List<KnownManufacturer>> FindKnownAsync(
        NpgsqlConnection connection, Guid organisation, Guid[] ids, CancellationToken ct) => connection.Statement(
            $"""
            select m.id, m.name, a.manufacturer_id from manufacturer m
            left join manufacturer_alias a on a.organisation_id = $1 and a.name_key = m.name_key
            where m.id = any($2) and {ClassificationSql.HasManufacturer("m.id", "$1")}
            """,
            organisation, ids).ListAsync(row => new KnownManufacturer(
                row.Id("id"), row.Text("name"), row.IdOrNull("manufacturer_id")), ct);

    /// <summary>How many aliases the manufacturers have together.</summary>
    public static Task<long> CountAliasesAsync(NpgsqlConnection connection, Guid organisation, Guid[] ids, CancellationToken ct) =>
        connection.Statement(
            "select count(*) from manufacturer_alias where organisation_id = $1 and manufacturer_id = any($2)", organisation, ids)
            .ScalarAsync<long>(ct);

    /// <summary>
    /// Makes a manufacturer and its aliases aliases of another one, which takes its particulars where it has none itself. Its row, its part
    /// numbers and its classifications stay as they are: all that reads particulars or compares names follows the alias.
    /// </summary>
    public static async Task MergeAsync(NpgsqlConnection connection, Guid organisation, Guid into, Guid merged, CancellationToken ct)
    {
        await using var batch = connection.Batch();
        batch.Add(
            "update manufacturer_alias set manufacturer_id = $2 where organisation_id = $1 and manufacturer_id = $3",
            organisation, into, merged);
        batch.Add(
            """
            insert into manufacturer_alias (organisation_id, name_key, name, manufacturer_id)
            select $1, name_key, left(name, 200), $2 from manufacturer where id = $3
            """,
            organisation, into, merged);
        batch.Add(
            """
            insert into manufacturer_profile (organisation_id, manufacturer_id, legal_name, tax_number, street, city, subdivision,
              postal_code, country, email)
            select organisation_id, $2, legal_name, tax_number, street, city, subdivision, postal_code, country, email
            from manufacturer_profile where organisation_id = $1 and manufacturer_id = $3
            on conflict (organisation_id, manufacturer_id) do nothing
            """,
            organisation, into, merged);
        await batch.ExecuteAsync(ct);
    }
}
