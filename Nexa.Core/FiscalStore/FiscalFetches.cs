using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>The requests to official addresses, counted for all replicas together.</summary>
public static class FiscalFetches
{
    private const long Lock = 0x4E65_7861_4645_54; // "NexaFET": one reservation at a time

    /// <summary>
    /// Whether an address may be asked again: after the interval, after an hour when it failed, after three when it blocked us.
    /// </summary>
    public static Task<bool> IsDueAsync(NpgsqlDataSource database, Uri address, TimeSpan interval, CancellationToken ct) =>
        database.Statement(
        """
        select not exists (
          select from fiscal_fetch where url = $1 and requested_at > now() - case
            when outcome in ('imported', 'unchanged', 'refused') then $2
            when outcome = 'blocked' then interval '3 hours' else interval '1 hour' end)
        """,
        address.AbsoluteUri, interval).ScalarAsync<bool>(ct);

    /// <summary>
    /// Counts a request before it is made: a crash in between costs a request of the hour, never one too many.
    /// Null when the hour has had its <paramref name="mostPerHour"/> requests.
    /// </summary>
    public static async Task<Guid?> TryReserveAsync(NpgsqlDataSource database, Uri address, int mostPerHour, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.Statement("select pg_advisory_xact_lock($1)", Lock).ExecuteAsync(ct);
        var id = Guid.CreateVersion7();
        var reserved = await connection.Statement(
            """
            insert into fiscal_fetch (id, url) select $1, $2
            where (select count(*) from fiscal_fetch where requested_at > now() - interval '1 hour') < $3
            """,
            id, address.AbsoluteUri, mostPerHour).ExecuteAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return reserved ? id : null;
    }

    public static Task RecordAsync(NpgsqlDataSource database, Guid fetch, string outcome, string? detail, CancellationToken ct) =>
        database.Statement("update fiscal_fetch set outcome = $2, detail = $3 where id = $1", fetch, outcome, detail).ExecuteAsync(ct);
}
