using Nexa.Api.Features.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Features.History;

/// <summary>
/// The SQL of history. Each owner's rows are read in the order of an index that begins with the owner, a page of each,
/// and merged: an order over several owners has no index, and would sort millions of rows to show fifty.
/// </summary>
internal sealed class HistoryQuery(NpgsqlDataSource database, ClassificationFilter filter, Guid[] owners)
{
    /// <summary>Facets count this many rows at most, and for this long: a bound on their cost whatever the size of the history.</summary>
    private const int Countable = 2_000;
    private const int CountingMilliseconds = 25;

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
        // First keys and ids alone, which an index can hold, then the rows of the page. The sort key goes into the cursor as
        // the database's own text: a timestamp keeps its microseconds.
        command.CommandText =
            $"""
            with page as materialized (
              select k.id, k.key from unnest(@owners) as owner(id)
              cross join lateral (select c.id, {key} as key from classification c where c.owner_id = owner.id and {where} order by {key} {order}, c.id {order} limit @limit) k
              order by k.key {order}, k.id {order} limit @limit)
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
        command.CommandText =
            $"""
            select c.status, c.ncm, c.fabricante, c.confidence from unnest(@owners) as owner(id)
            cross join lateral (
              select * from classification c where c.owner_id = owner.id and {filter.Where(command.Parameters)} order by c.created_at desc, c.id desc limit @limit) c
            limit @limit
            """;
        command.Parameters.AddWithValue("owners", owners);
        command.Parameters.AddWithValue("limit", Countable);
        var rows = new List<(string, string?, string?, double?)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            rows.Add((row.GetString(0), row[1] as string, row[2] as string, row[3] as double?));
        }

        return rows;
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
