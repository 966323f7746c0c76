using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <param name="Counted">How many classifications were counted: the newest of those that match, 2,000 at most; where they are too rare to
/// be found in time, those of the page.</param>
/// <param name="Exact">Whether these are all that match; when false read the counts as "at least".</param>
public sealed record HistoryFacets(int Counted, bool Exact, IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Counts);

public sealed record FacetCount(string Value, int Count);

/// <summary>
/// The SQL of history. Rows are read in the order of an index that begins with the organisation; of several manufacturers a page of
/// each is read and merged, as an order over several has no index.
/// </summary>
public sealed class HistoryQuery(NpgsqlDataSource database, ClassificationFilter filter, Guid organisation)
{
    /// <summary>Facets count this many rows at most, and for this long: a bound on their cost whatever the size of the history.</summary>
    private const int Countable = 2_000;
    private const int CountingMilliseconds = 25;

    /// <summary>Up to so many part numbers, texts or manufacturers each is looked up; of more the newest rows hold enough.</summary>
    private const int MostParts = 2_000;
    private const int MostTexts = 2_000;
    private const int MostManufacturers = 200;

    private Guid[]? parts;
    private Guid[]? texts;
    private Guid[]? manufacturers;

    /// <summary>
    /// Finds what "contains" means before the page is read: whether a text is rare or common decides how to read, and that
    /// cannot be left to a guess of the planner.
    /// </summary>
    public async Task ResolveAsync(CancellationToken ct)
    {
        parts = await FindIdsAsync(PartNumberRows.SelectLike("$1"), filter.NumberPattern, MostParts, ct);
        texts = parts is null
            ? await FindIdsAsync($"select id from find_texts({ClassificationSearch.Query("$1")}, $2) as id", filter.Words, MostTexts, ct)
            : null;
        manufacturers = parts is null && texts is null
            ? await FindIdsAsync(ManufacturerRows.SelectLike("$1"), filter.ManufacturerPattern, MostManufacturers, ct)
            : null;
    }

    public async Task<(List<ClassificationView> Items, string? Next)> ReadPageAsync(
        string sort, string order, int limit, Cursor? after, CancellationToken ct)
    {
        var key = sort switch { "confidence" => "coalesce(c.confidence, -1)", "tax_at_stake" => "c.tax_at_stake", _ => "c.created_at" };
        var statement = database.Filter();
        var where = BindConditions(statement);
        if (after is not null)
        {
            where += $" and ({key}, c.id) {(order == "asc" ? '>' : '<')} (@key, @id)";
            statement.Bind("key", sort is "date" ? Cursor.ParseMoment(after.Key) : Cursor.ParseNumber(after.Key));
            statement.Bind("id", after.Id);
        }

        // First keys and ids alone, which an index can hold, then the rows of the page. The sort key goes into the cursor as
        // the database's own text: a timestamp keeps its microseconds.
        statement.SetText(
            $"""
            with page as materialized ({SelectFirst(statement, $"{key} as key, c.id", where, order, limit + 1)})
            select {ClassificationView.Columns}, page.key::text as sort_key
            from page join classification c on c.id = page.id order by page.key {order}, c.id {order}
            """);
        var rows = await statement.ListAsync(row => (View: ClassificationView.ReadRow(row), SortKey: row.Text("sort_key")), ct);
        var items = rows.Take(limit).Select(row => row.View).ToList();
        return (items, rows.Count > limit ? new Cursor($"{sort} {order}", rows[limit - 1].SortKey, items[^1].Id).ToString() : null);
    }

    /// <summary>Counts of the newest that match; where even these take too long to find, of the page.</summary>
    public async Task<HistoryFacets> CountFacetsAsync(List<ClassificationView> page, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.Statement($"set local statement_timeout = {CountingMilliseconds}").ExecuteAsync(ct);
            return BuildFacets(await ReadCountableAsync(connection, ct), Countable);
        }
        catch (PostgresException slow) when (slow.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return BuildFacets(page.ConvertAll(item => (item.Status, item.Ncm, item.Fabricante, item.ConfidenceScore)), 0);
        }
    }

    private Task<List<(string Status, string? Ncm, string? Manufacturer, double? Confidence)>> ReadCountableAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        // The rows themselves stay unread.
        const string OfTheIndex = "c.created_at as key, c.id, c.status, c.ncm, c.confidence, c.manufacturer_id";
        var statement = connection.Filter();
        statement.SetText(
            $"""
            with counted as materialized ({SelectFirst(statement, OfTheIndex, BindConditions(statement), "desc", Countable)})
            select c.status, c.ncm, m.name, c.confidence from counted c left {ManufacturerRows.JoinManufacturer("m", "c.manufacturer_id")}
            """);
        return statement.ListAsync(row =>
            (row.Text("status"), row.TextOrNull("ncm"), row.TextOrNull("name"), row.NumberOrNull<double>("confidence")), ct);
    }

    /// <summary>Conditions that are looked up id by id need not be compared once more.</summary>
    private string BindConditions(NpgsqlBatch statement) => (filter with
    {
        NumberPart = parts is null ? filter.NumberPart : null,
        Words = texts is null ? filter.Words : null,
        ManufacturerPart = manufacturers is null ? filter.ManufacturerPart : null,
    }).BindConditions(statement);

    /// <summary>The first rows by <c>key</c> that match, read in whichever way does not read many that don't match.</summary>
    private string SelectFirst(NpgsqlBatch statement, string columns, string where, string order, int limit)
    {
        statement.Bind("organisation", organisation);
        statement.Bind("limit", limit);
        var ordered = $"order by key {order}, id {order} limit @limit";
        if (parts is not null)
        {
            statement.Bind("parts", parts);
            return $"""
                select {columns} from unnest(@parts) as part(id) join classification c on c.part_number_id = part.id
                where c.organisation_id = @organisation and {where} {ordered}
                """;
        }

        if (texts is not null)
        {
            statement.Bind("texts", texts);
            return $"""
                select {columns} from unnest(@texts) as found(id) join classification c on c.id = found.id
                where c.organisation_id = @organisation and {where} {ordered}
                """;
        }

        var inOrder = $"select {columns} from classification c where c.organisation_id = @organisation and {where}";
        if (manufacturers is null)
        {
            return $"{inOrder} {ordered}";
        }

        statement.Bind("makers", manufacturers);
        return $"""
            select k.* from unnest(@makers) as maker(id)
            cross join lateral ({inOrder} and c.manufacturer_id = maker.id {ordered}) k {ordered}
            """;
    }

    /// <summary>Null where nothing is asked for, or where too many match for a look-up of each.</summary>
    private async Task<Guid[]?> FindIdsAsync(string sql, string? pattern, int most, CancellationToken ct)
    {
        if (pattern is null)
        {
            return null;
        }

        // Planned as if all were wanted, read only until there are too many.
        var ids = await database.Statement($"with found as materialized ({sql}) select id from found limit $2", pattern, most + 1)
            .ListAsync(row => row.Id("id"), ct);
        return ids.Count <= most ? [.. ids] : null;
    }

    private static HistoryFacets BuildFacets(List<(string Status, string? Ncm, string? Manufacturer, double? Confidence)> rows, int limit)
    {
        return new(rows.Count, rows.Count < limit, new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal)
        {
            ["status"] = CountBy(row => row.Status),
            ["chapter"] = CountBy(row => row.Ncm is { Length: >= 2 } ncm ? ncm[..2] : ""),
            ["manufacturer"] = CountBy(row => row.Manufacturer ?? ""),
            ["confidence"] = CountBy(row => row.Confidence switch { >= 0.9 => "0.9", >= 0.7 => "0.7", >= 0.5 => "0.5", _ => "0" }),
        });

        IReadOnlyList<FacetCount> CountBy(Func<(string Status, string? Ncm, string? Manufacturer, double? Confidence), string> value) =>
        [
            .. rows.CountBy(value, StringComparer.Ordinal)
                .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(20)
                .Select(count => new FacetCount(count.Key, count.Value)),
        ];
    }
}
