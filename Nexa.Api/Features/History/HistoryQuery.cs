using Nexa.Api.Features.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Features.History;

/// <summary>
/// The SQL of history. Rows are read in the order of an index that begins with the owner, a page of each owner, and merged:
/// an order over several owners has no index, and would sort millions of rows to show fifty.
/// </summary>
internal sealed class HistoryQuery(NpgsqlDataSource database, ClassificationFilter filter, Guid[] owners)
{
    /// <summary>Facets count this many rows at most, and for this long: a bound on their cost whatever the size of the history.</summary>
    private const int Countable = 2_000;
    private const int CountingMilliseconds = 25;

    /// <summary>Up to so many part numbers or manufacturers each is looked up; of more the newest rows hold enough.</summary>
    private const int MostParts = 2_000;
    private const int MostManufacturers = 200;

    private Guid[]? parts;
    private Guid[]? manufacturers;

    /// <summary>
    /// Finds what "contains" means before the page is read: whether a text is rare or common decides how to read, and that
    /// cannot be left to a guess of the planner.
    /// </summary>
    public async Task ResolveAsync(CancellationToken ct)
    {
        parts = await IdsAsync("select id from part_number where normalized like $1", filter.NumberPattern, MostParts, ct);
        manufacturers = parts is null ? await IdsAsync("select id from manufacturer where name_key like $1", filter.ManufacturerPattern, MostManufacturers, ct) : null;
    }

    public async Task<(List<ClassificationView> Items, string? Next)> PageAsync(string sort, string order, int limit, Cursor? after, CancellationToken ct)
    {
        var (key, type) = sort switch
        {
            "confidence" => ("coalesce(c.confidence, -1)", "float8"),
            "tax_at_stake" => ("c.tax_at_stake", "numeric"),
            _ => ("c.created_at", "timestamptz"),
        };
        await using var command = database.CreateCommand();
        var where = Where(command.Parameters);
        if (after is not null)
        {
            where += $" and ({key}, c.id) {(order == "asc" ? '>' : '<')} (@key::{type}, @id)";
            command.Parameters.AddWithValue("key", after.Key);
            command.Parameters.AddWithValue("id", after.Id);
        }

        // First keys and ids alone, which an index can hold, then the rows of the page. The sort key goes into the cursor as
        // the database's own text: a timestamp keeps its microseconds.
        command.CommandText =
            $"""
            with page as materialized ({Rows(command.Parameters, $"{key} as key, c.id", where, order, limit + 1)})
            select {ClassificationView.Columns}, page.key::text from page join classification c on c.id = page.id order by page.key {order}, c.id {order}
            """;

        var items = new List<ClassificationView>(limit);
        string? lastKey = null;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            if (items.Count == limit)
            {
                return (items, new Cursor($"{sort} {order}", lastKey!, items[^1].Id).ToString());
            }

            items.Add(ClassificationView.Read(row));
            lastKey = row.GetString(row.FieldCount - 1);
        }

        return (items, null);
    }

    /// <summary>Counts of the newest that match; where even these take too long to find, of the page.</summary>
    public async Task<HistoryFacets> FacetsAsync(List<ClassificationView> page, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using (var limit = connection.Statement($"set local statement_timeout = {CountingMilliseconds}"))
            {
                await limit.ExecuteNonQueryAsync(ct);
            }

            return Facets(await CountedAsync(connection, ct), Countable);
        }
        catch (PostgresException slow) when (slow.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return Facets(page.ConvertAll(item => (item.Status, item.Ncm, item.Fabricante, item.ConfidenceScore)), 0);
        }
    }

    private async Task<List<(string Status, string? Ncm, string? Manufacturer, double? Confidence)>> CountedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        // Only what the index of dates includes: the rows themselves stay unread.
        command.CommandText =
            $"""
            with counted as materialized ({Rows(command.Parameters, "c.created_at as key, c.id, c.status, c.ncm, c.confidence, c.manufacturer_id", Where(command.Parameters), "desc", Countable)})
            select c.status, c.ncm, m.name, c.confidence from counted c left join manufacturer m on m.id = c.manufacturer_id
            """;
        var rows = new List<(string, string?, string?, double?)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            rows.Add((row.GetString(0), row[1] as string, row[2] as string, row[3] as double?));
        }

        return rows;
    }

    /// <summary>What is looked up id by id need not be compared once more.</summary>
    private string Where(NpgsqlParameterCollection values) =>
        (filter with { Contains = parts is null ? filter.Contains : null, Manufacturer = manufacturers is null ? filter.Manufacturer : null }).Where(values);

    /// <summary>The first so many rows by <c>key</c> that fit, read in whichever way does not read many that don't.</summary>
    private string Rows(NpgsqlParameterCollection values, string columns, string where, string order, int limit)
    {
        values.AddWithValue("owners", owners);
        values.AddWithValue("limit", limit);
        var ordered = $"order by key {order}, id {order} limit @limit";
        if (parts is not null)
        {
            values.AddWithValue("parts", parts);
            return $"select {columns} from unnest(@parts) as part(id) join classification c on c.part_number_id = part.id where c.owner_id = any(@owners) and {where} {ordered}";
        }

        var (each, ofEach) = ("", "");
        if (manufacturers is not null)
        {
            values.AddWithValue("makers", manufacturers);
            (each, ofEach) = ("cross join unnest(@makers) as maker(id)", "and c.manufacturer_id = maker.id");
        }

        return $"""
            select k.* from unnest(@owners) as owner(id) {each}
            cross join lateral (select {columns} from classification c where c.owner_id = owner.id {ofEach} and {where} {ordered}) k {ordered}
            """;
    }

    /// <summary>Null where nothing is asked for, or where too many have it for a look-up of each.</summary>
    private async Task<Guid[]?> IdsAsync(string sql, string? pattern, int most, CancellationToken ct)
    {
        if (pattern is null)
        {
            return null;
        }

        // Planned as if all were wanted, read only until there are too many.
        await using var command = database.CreateCommand($"with found as materialized ({sql}) select id from found limit $2").With(pattern, most + 1);
        var ids = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            ids.Add(row.GetGuid(0));
        }

        return ids.Count <= most ? [.. ids] : null;
    }

    private static HistoryFacets Facets(List<(string Status, string? Ncm, string? Manufacturer, double? Confidence)> rows, int limit)
    {
        IReadOnlyList<FacetCount> By(Func<(string Status, string? Ncm, string? Manufacturer, double? Confidence), string> value) =>
            [.. rows.CountBy(value, StringComparer.Ordinal).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(20).Select(count => new FacetCount(count.Key, count.Value))];

        return new(rows.Count, rows.Count < limit, new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal)
        {
            ["status"] = By(row => row.Status),
            ["chapter"] = By(row => row.Ncm is { Length: >= 2 } ncm ? ncm[..2] : ""),
            ["manufacturer"] = By(row => row.Manufacturer ?? ""),
            ["confidence"] = By(row => row.Confidence switch { >= 0.9 => "0.9", >= 0.7 => "0.7", >= 0.5 => "0.5", _ => "0" }),
        });
    }
}
