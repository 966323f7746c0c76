using System.Data;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// A batch while it is executed, on a connection of its own where it was made from a data source.
/// <para>
/// Npgsql takes a statement for prepared as soon as PostgreSQL has parsed it. Where it is cancelled, or fails, while PostgreSQL plans it,
/// its columns are never described; Npgsql then knows it as a statement without rows, and fails ("Received unexpected backend message
/// DataRow") when it is next executed on that connection. So after such a failure the connection forgets its prepared statements.
/// </para>
/// </summary>
internal sealed class SqlExecution(NpgsqlBatch batch) : IAsyncDisposable
{
    private readonly NpgsqlConnection connection = batch.Connection!;
    private readonly bool isOwner = batch.Connection!.State == ConnectionState.Closed;
    private NpgsqlDataReader? reader;
    private bool hasLeftUndescribed;

    public NpgsqlDataReader Reader => reader!;

    public async Task<SqlExecution> OpenAsync(bool skipsFirst, CancellationToken ct)
    {
        try
        {
            await OpenConnectionAsync(ct);
            reader = await WatchAsync(batch.ExecuteReaderAsync(ct));
            if (skipsFirst)
            {
                await NextResultAsync(ct);
            }

            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        await OpenConnectionAsync(ct);
        return await WatchAsync(batch.ExecuteNonQueryAsync(ct));
    }

    public Task NextResultAsync(CancellationToken ct) => WatchAsync(Reader.NextResultAsync(ct));

    public async ValueTask DisposeAsync()
    {
        if (reader is not null)
        {
            await reader.DisposeAsync();
        }

        if (hasLeftUndescribed && connection.State == ConnectionState.Open)
        {
            await ForgetStatementsAsync();
        }

        await batch.DisposeAsync();
        if (isOwner)
        {
            await connection.DisposeAsync();
        }
    }

    private Task OpenConnectionAsync(CancellationToken ct) => isOwner ? connection.OpenAsync(ct) : Task.CompletedTask;

    private async Task<T> WatchAsync<T>(Task<T> step)
    {
        try
        {
            return await step;
        }
        catch (Exception failure) when (MayHaveStruckPlanning(failure))
        {
            hasLeftUndescribed = true;
            throw;
        }
    }

    /// <summary>Cancelled by the caller or by a limit of time, or a value that PostgreSQL could not calculate with (class 22).</summary>
    private static bool MayHaveStruckPlanning(Exception failure) => failure is OperationCanceledException
        or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
        || (failure is PostgresException { SqlState: var state } && state.StartsWith("22", StringComparison.Ordinal));

    private async Task ForgetStatementsAsync()
    {
        try
        {
            // The failure has ended the transaction that there may be; PostgreSQL takes nothing more until that is said.
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync();
            connection.UnprepareAll(); // there is no asynchronous form
        }
        catch (NpgsqlException)
        {
            // The connection is broken, and with it all that it had prepared.
        }
    }
}
