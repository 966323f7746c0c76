using System.Runtime.CompilerServices;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>Hand-written SQL: the values of a statement by place (<c>$1</c> is the first one), the columns of a row by name.</summary>
public static class Sql
{
    /// <summary>
    /// First statement of a batch that only follows keys: the batch is planned once, not for each length of an array, and never reads a
    /// whole table, however young its statistics are. Holds until the transaction ends; its one row is the batch's first result.
    /// </summary>
    public const string FollowKeys =
        "select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)";

    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string text, params ReadOnlySpan<SqlValue> values) =>
        AddValues(new NpgsqlCommand(text, connection), values);

    /// <summary>A statement on a connection of its own.</summary>
    public static NpgsqlCommand Statement(this NpgsqlDataSource database, string text, params ReadOnlySpan<SqlValue> values) =>
        AddValues(database.CreateCommand(text), values);

    public static void Add(this NpgsqlBatch batch, string text, params ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(value.ToParameter());
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>A value by name (<c>@name</c>), for a statement that is put together piece by piece.</summary>
    public static void Bind(this NpgsqlCommand command, string name, SqlValue value) => command.Parameters.Add(value.ToParameter(name));

    /// <summary>Executes the statement once.</summary>
    /// <returns>How many rows it wrote.</returns>
    public static async Task<int> ExecuteAsync(this NpgsqlCommand command, CancellationToken ct)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Executes the statement once; the first column of its first row, or the default value where there is none.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlCommand command, CancellationToken ct)
    {
        await using (command)
        {
            return await command.ExecuteScalarAsync(ct) is T value ? value : default;
        }
    }

    /// <summary>Executes the statement once and reads all its rows.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<SqlRow, T> read, CancellationToken ct)
    {
        await using (command)
        {
            await using var results = new SqlResults(await command.ExecuteReaderAsync(ct));
            return await results.ListAsync(read, ct);
        }
    }

    /// <summary>Executes the statement once and gives its rows as they come; a row holds until the next one is asked for.</summary>
    public static async IAsyncEnumerable<SqlRow> StreamAsync(this NpgsqlCommand command, [EnumeratorCancellation] CancellationToken ct)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            var row = new SqlRow(reader);
            while (await reader.ReadAsync(ct))
            {
                yield return row.Begin();
            }
        }
    }

    /// <summary>Executes the batch; its results are read in order.</summary>
    public static async Task<SqlResults> ReadAsync(this NpgsqlBatch batch, CancellationToken ct) => new(await batch.ExecuteReaderAsync(ct));

    /// <summary>A text that stands for itself in a pattern of <c>like</c>.</summary>
    public static string EscapeLike(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);

    private static NpgsqlCommand AddValues(NpgsqlCommand command, ReadOnlySpan<SqlValue> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(value.ToParameter());
        }

        return command;
    }
}

/// <summary>The results of a batch, one for each statement that returns rows.</summary>
public sealed class SqlResults(NpgsqlDataReader reader) : IAsyncDisposable
{
    /// <summary>The rows of the current result; the next one is current then.</summary>
    public async Task<List<T>> ListAsync<T>(Func<SqlRow, T> read, CancellationToken ct)
    {
        var row = new SqlRow(reader);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(row.Begin()));
        }

        await reader.NextResultAsync(ct);
        return rows;
    }

    public Task SkipAsync(CancellationToken ct) => reader.NextResultAsync(ct);

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}
