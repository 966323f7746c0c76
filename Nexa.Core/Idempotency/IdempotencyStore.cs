using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Idempotency;

/// <summary>Keys and answers in PostgreSQL: any replica knows what another has answered.</summary>
public sealed class IdempotencyStore(NpgsqlDataSource database)
{
    /// <summary>A request that is silent for longer has died with its process.</summary>
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(2);

    /// <summary>Bytes; every answer but those to thousands of known part numbers at once.</summary>
    internal const int LargestAlways = 64 * 1024;

    /// <summary>Bytes of an organisation's answers until larger ones are no longer kept. Chosen: some hundred of the largest.</summary>
    internal const long MostKept = 64 * 1024 * 1024;

    internal static readonly Expiry Expiry = new("idempotency_key", "idempotency_key where created_at < now() - $1", TimeSpan.FromDays(1));

    public abstract record Taken
    {
        private Taken()
        {
        }

        public sealed record Mine(Guid Attempt) : Taken;

        public sealed record Answered(int Status, string Headers, byte[] Body) : Taken;

        /// <summary>The key belongs to another request.</summary>
        public sealed record Other : Taken;

        public sealed record InProgress : Taken;
    }

    public async Task<Taken> TakeAsync(Guid organisation, string key, byte[] hash, CancellationToken ct)
    {
        var attempt = Guid.NewGuid();
        await using var connection = await database.OpenConnectionAsync(ct);
        var taken = await connection.Statement(
            """
            insert into idempotency_key (organisation_id, key, request_hash, attempt, locked_until) values ($1, $2, $3, $4, now() + $5)
            on conflict (organisation_id, key) do update
              set request_hash = excluded.request_hash, attempt = excluded.attempt, locked_until = excluded.locked_until,
                created_at = now(),
                status_code = null, headers = null, body = null
              where idempotency_key.created_at < now() - interval '24 hours'
                or (idempotency_key.status_code is null and idempotency_key.locked_until < now()
                  and idempotency_key.request_hash = excluded.request_hash)
            """,
            organisation, key, hash, attempt, Lock).ExecuteAsync(ct);
        if (taken == 1)
        {
            return new Taken.Mine(attempt);
        }

        return await connection.Statement(
            "select request_hash, status_code, headers, body from idempotency_key where organisation_id = $1 and key = $2", organisation,
            key)
            // Released this moment: the client asks again.
            .ListAsync(row => ReadTaken(row, hash), ct) is [var found] ? found : new Taken.InProgress();
    }

    /// <summary>Keeps the answer, also when the client has gone: a retry after the commit would otherwise run the request twice.</summary>
    /// <returns>False where it is not kept: it is large, and the organisation's large answers of the day take their place up.</returns>
    public async Task<bool> KeepAsync(Guid organisation, string key, Guid attempt, int status, string headers, byte[] body) =>
        await database.Statement(
            """
            update idempotency_key set status_code = $4, headers = $5, body = $6
            where organisation_id = $1 and key = $2 and attempt = $3 and (octet_length($6) <= $7
              or (select coalesce(sum(octet_length(k.body)), 0) from idempotency_key k where k.organisation_id = $1) <= $8)
            """,
            organisation, key, attempt, (short)status, SqlValue.Jsonb(headers), body, LargestAlways, MostKept)
            .ExecuteAsync(CancellationToken.None) == 1;

    public Task ReleaseAsync(Guid organisation, string key, Guid attempt) => database.Statement(
        "delete from idempotency_key where organisation_id = $1 and key = $2 and attempt = $3 and status_code is null",
        organisation, key, attempt).ExecuteAsync(CancellationToken.None);

    private static Taken ReadTaken(SqlRow row, byte[] hash) =>
        !row.Bytes("request_hash").AsSpan().SequenceEqual(hash) ? new Taken.Other()
        : row.NumberOrNull<short>("status_code") is { } status ? new Taken.Answered(status, row.Text("headers"), row.Bytes("body"))
        : new Taken.InProgress();
}
