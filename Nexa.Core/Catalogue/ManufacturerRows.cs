using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>The statements of the table <c>manufacturer</c>: one row a name, shared by all organisation.</summary>
public static class ManufacturerRows
{
    /// <summary>The row of a name, made where there is none yet.</summary>
    internal static Task<Guid> ResolveAsync(NpgsqlConnection connection, string name, CancellationToken ct) => connection.Statement(
        """
        insert into manufacturer (id, name, name_key) values ($1, $2, $3)
        on conflict (name_key) do update set name = manufacturer.name returning id
        """,
        Guid.CreateVersion7(), name, Manufacturer.KeyOf(name)).ScalarAsync<Guid>(ct);

    /// <summary>
    /// The rows of manufacturers by key, made where there are none yet. Ordered by key, so that two workers don't wait for one another.
    /// </summary>
    public static async Task<Dictionary<string, Guid>> ResolveAsync(
        NpgsqlDataSource database, List<Manufacturer> ordered, CancellationToken ct)
    {
        var keys = ordered.ConvertAll(m => m.NameKey);
        await using var batch = database.CreateBatch();
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
