using Nexa.Api.Features.Classifications;
using Npgsql;

namespace Nexa.Api.Features.History;

/// <summary>
/// The SQL of history. Each owner's rows are read in the order of an index that begins with the owner, a page of each,
/// and merged: an order over several owners has no index, and would sort millions of rows to show fifty.
/// </summary>
internal sealed class HistoryQuery(NpgsqlDataSource database, ClassificationFilter filter, Guid[] owners)
{
    /// <summary>Facets count this many rows at most: a bound on their cost whatever the size of the history.</summary>
    private const int Countable = 2_000;

    public async Task<(List<ClassificationView> Items, string? Next)> PageAsync(string sort, string order, int limit, Cursor? after, CancellationToken ct)
    {
        var (key, type) = sort switch
        {
            "confidence" => ("coalesce(c.confidence, -1)", "float8"),
            "tax_at_stake" => ("c.tax_at_stake", "numeric"),
            _ => ("c.created_at", "timestamptz"),
        };
        await using var command = database.CreateCommand();
        var where = filter.Where(command.Parameters);
        if (after is not null)
        {
            where += $" and ({key}, c.id) {(order == "asc" ? '>' : '<')} (@key::{type}, @id)";
            command.Parameters.AddWithValue("key", after.Key);
            command.Parameters.AddWithValue("id", after.Id);
        }

        command.Parameters.AddWithValue("owners", owners);
        command.Parameters.AddWithValue("limit", limit + 1);
        // The sort key is cut to its text by the database: a timestamp keeps its microseconds.
        command.CommandText =
            $"""
            select {ClassificationView.Columns}, {key}::text
            from unnest(@owners) as owner(id)
            cross join lateral (select * from classification c where c.owner_id = owner.id and {where} order by {key} {order}, c.id {order} limit @limit) c
            order by {key} {order}, c.id {order} limit @limit
            """;
        if (owners.Length == 1)
        {
            command.CommandText = $"select {ClassificationView.Columns}, {key}::text from classification c where c.owner_id = @owner and {where} order by {key} {order}, c.id {order} limit @limit";
            command.Parameters.AddWithValue("owner", owners[0]);
        }

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

    public async Task<HistoryFacets> FacetsAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            $"""
            with counted as materialized (
              select c.status, left(c.ncm, 2) as chapter, c.fabricante, c.confidence
              from unnest(@owners) as owner(id)
              cross join lateral (
                select * from classification c where c.owner_id = owner.id and {filter.Where(command.Parameters)} order by c.created_at desc, c.id desc limit @limit) c
              limit @limit)
            select facet, value, count(*)::int from counted
            cross join lateral (values
              ('status', status), ('chapter', coalesce(chapter, '')), ('manufacturer', coalesce(fabricante, '')),
              ('confidence', case when confidence >= 0.9 then '0.9' when confidence >= 0.7 then '0.7' when confidence >= 0.5 then '0.5' else '0' end)) as f(facet, value)
            group by facet, value order by facet, count(*) desc, value
            """;
        command.Parameters.AddWithValue("owners", owners);
        command.Parameters.AddWithValue("limit", Countable);
        var counts = new Dictionary<string, List<FacetCount>>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var facet = row.GetString(0);
            (counts.TryGetValue(facet, out var values) ? values : counts[facet] = []).Add(new(row.GetString(1), row.GetInt32(2)));
        }

        var counted = counts.TryGetValue("status", out var states) ? states.Sum(state => state.Count) : 0;
        return new(counted, counted < Countable, counts.ToDictionary(facet => facet.Key, IReadOnlyList<FacetCount> (facet) => [.. facet.Value.Take(20)], StringComparer.Ordinal));
    }
}
