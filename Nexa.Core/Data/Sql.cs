using System.Runtime.CompilerServices;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Hand-written SQL: the values of a statement by place (<c>$1</c> is the first one), the columns of a row by name.</summary>
public static class Sql
{
    private const string FollowKeys =
        "select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";

    private const string FollowKeysWithoutDisk = FollowKeys + ", set_config('synchronous_commit', 'off', true)";

    private const string HeedValues =
        "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('max_parallel_workers_per_gather', '0', true)";

    private const string SetScope = "set_config('nexa.organisations', $1, true)";
    private const string SelectScope = "select " + SetScope;
    private const string FollowKeysInScope = FollowKeys + ", " + SetScope;
    private const string HeedValuesInScope = HeedValues + ", " + SetScope;

    /// <summary>
    /// A batch is one transaction, unless it is part of one. Its first statement sets the organisations of <see cref="OrganisationScope"/>
    /// until that transaction ends; <see cref="ReadAsync"/> passes over its row.
    /// </summary>
    /// <param name="connection">Open; the batch is part of its transaction, where it has one.</param>
    /// <param name="planning">Holds until the transaction ends too.</param>
    public static NpgsqlBatch Batch(this NpgsqlConnection connection, SqlPlanning planning = SqlPlanning.LeftToServer) =>
        AddSettings(new NpgsqlBatch(connection), planning);

    /// <summary>A batch on a connection of its own.</summary>
    public static NpgsqlBatch Batch(this NpgsqlDataSource database, SqlPlanning planning = SqlPlanning.LeftToServer) =>
        AddSettings(new NpgsqlBatch(database.CreateConnection()), planning);

    /// <summary>A batch of this statement.</summary>
    public static NpgsqlBatch Statement(this NpgsqlConnection connection, string text, params ReadOnlySpan<SqlValue> values) =>
        Add(connection.Batch(), text, values);

    /// <summary>A statement on a connection of its own.</summary>
    public static NpgsqlBatch Statement(this NpgsqlDataSource database, string text, params ReadOnlySpan<SqlValue> values) =>
        Add(database.Batch(), text, values);

    /// <summary>
    /// A statement whose conditions come piece by piece from what a person filters by: <see cref="Bind"/> its values, then
    /// <see cref="SetText"/>. It is planned for these values.
    /// </summary>
    public static NpgsqlBatch Filter(this NpgsqlDataSource database) => database.Batch(SqlPlanning.HeedValues).Add("");

    /// <inheritdoc cref="Filter(NpgsqlDataSource)"/>
    public static NpgsqlBatch Filter(this NpgsqlConnection connection) => connection.Batch(SqlPlanning.HeedValues).Add("");

    public static NpgsqlBatch Add(this NpgsqlBatch batch, string text, params ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(value.ToParameter());
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>A value of the last statement by name (<c>@name</c>), where it is put together piece by piece.</summary>
    public static void Bind(this NpgsqlBatch batch, string name, SqlValue value) =>
        batch.BatchCommands[^1].Parameters.Add(value.ToParameter(name));

    /// <summary>The text of the last statement, once its pieces are together.</summary>
    public static NpgsqlBatch SetText(this NpgsqlBatch batch, string text)
    {
        batch.BatchCommands[^1].CommandText = text;
        return batch;
    }

    /// <summary>Executes the batch once.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> ExecuteAsync(this NpgsqlBatch batch, CancellationToken ct)
    {
        await using var execution = new SqlExecution(batch);
        return await execution.ExecuteAsync(ct);
    }

    /// <summary>Executes the statement once; the first column of its first row, or the default value where there is none.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlBatch batch, CancellationToken ct)
    {
        await using var execution = await OpenAsync(batch, ct);
        return await execution.Reader.ReadAsync(ct) && execution.Reader.GetValue(0) is T value ? value : default;
    }

    /// <summary>Executes the statement once and reads all its rows.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlBatch batch, Func<SqlRow, T> read, CancellationToken ct)
    {
        await using var results = await batch.ReadAsync(ct);
        return await results.ListAsync(read, ct);
    }

    /// <summary>Executes the statement once and gives its rows as they come; a row holds until the next one is asked for.</summary>
    public static async IAsyncEnumerable<SqlRow> StreamAsync(this NpgsqlBatch batch, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var execution = await OpenAsync(batch, ct);
        var row = new SqlRow(execution.Reader);
        while (await execution.Reader.ReadAsync(ct))
        {
            yield return row.Begin();
        }
    }

    /// <summary>Executes the batch; the results of its own statements are read in order.</summary>
    public static async Task<SqlResults> ReadAsync(this NpgsqlBatch batch, CancellationToken ct) => new(await OpenAsync(batch, ct));

    /// <summary>
    /// Condition that a text begins with a value, as a range of an index of <c>text_pattern_ops</c>, which orders by bytes. No text has the
    /// last character of Unicode.
    /// </summary>
    public static string BeginsWith(string column, string value) => $"{column} ~>=~ {value} and {column} ~<~ ({value} || U&'\\+10FFFF')";

    /// <summary>A text that stands for itself in a pattern of <c>like</c>.</summary>
    public static string EscapeLike(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);

    private static NpgsqlBatch AddSettings(NpgsqlBatch batch, SqlPlanning planning) => (planning, OrganisationScope.Current) switch
    {
        (SqlPlanning.FollowKeys, { } scope) => batch.Add(FollowKeysInScope, scope),
        (SqlPlanning.FollowKeys, null) => batch.Add(FollowKeys),
        (SqlPlanning.FollowKeysWithoutDisk, _) => batch.Add(FollowKeysWithoutDisk), // the queue is no organisation's
        (SqlPlanning.HeedValues, { } scope) => batch.Add(HeedValuesInScope, scope),
        (SqlPlanning.HeedValues, null) => batch.Add(HeedValues),
        (_, { } scope) => batch.Add(SelectScope, scope),
        _ => batch,
    };

    private static Task<SqlExecution> OpenAsync(NpgsqlBatch batch, CancellationToken ct) => new SqlExecution(batch).OpenAsync(
        skipsFirst: batch.BatchCommands[0].CommandText is FollowKeys or FollowKeysInScope or FollowKeysWithoutDisk
            or HeedValues or HeedValuesInScope or SelectScope, ct);
}

/// <summary>The results of a batch, one for each statement that returns rows.</summary>
public sealed class SqlResults : IAsyncDisposable
{
    private readonly SqlExecution execution;

    internal SqlResults(SqlExecution execution) => this.execution = execution;

    /// <summary>The rows of the current result; the next one is current then.</summary>
    public async Task<List<T>> ListAsync<T>(Func<SqlRow, T> read, CancellationToken ct)
    {
        var row = new SqlRow(execution.Reader);
        var rows = new List<T>();
        while (await execution.Reader.ReadAsync(ct))
        {
            rows.Add(read(row.Begin()));
        }

        await execution.NextResultAsync(ct);
        return rows;
    }

    public Task SkipAsync(CancellationToken ct) => execution.NextResultAsync(ct);

    public ValueTask DisposeAsync() => execution.DisposeAsync();
}
