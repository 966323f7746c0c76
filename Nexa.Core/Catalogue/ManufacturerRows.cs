using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

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
}
