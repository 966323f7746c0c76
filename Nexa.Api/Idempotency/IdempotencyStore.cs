using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Idempotency;

/// <summary>Keys and answers in PostgreSQL: any replica knows what another has answered.</summary>
internal sealed class IdempotencyStore(NpgsqlDataSource database)
{
    /// <summary>A request that is silent for longer has died with its process.</summary>
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(2);

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

    public async Task<Taken> TakeAsync(Guid user, string key, byte[] hash, CancellationToken ct)
    {
        var attempt = Guid.NewGuid();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var take = connection.Statement(
            """
            insert into idempotency_key (user_id, key, request_hash, attempt, locked_until) values ($1, $2, $3, $4, now() + $5)
            on conflict (user_id, key) do update
              set request_hash = excluded.request_hash, attempt = excluded.attempt, locked_until = excluded.locked_until, created_at = now(), status_code = null, headers = null, body = null
              where idempotency_key.created_at < now() - interval '24 hours'
                or (idempotency_key.status_code is null and idempotency_key.locked_until < now() and idempotency_key.request_hash = excluded.request_hash)
            """, user, key, hash, attempt, Lock))
        {
            if (await take.ExecuteNonQueryAsync(ct) == 1)
            {
                return new Taken.Mine(attempt);
            }
        }

        await using var read = connection.Statement("select request_hash, status_code, headers, body from idempotency_key where user_id = $1 and key = $2", user, key);
        await using var row = await read.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return new Taken.InProgress(); // released this moment: the client asks again
        }

        return !row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(hash) ? new Taken.Other()
            : await row.IsDBNullAsync(1, ct) ? new Taken.InProgress()
            : new Taken.Answered(row.GetInt16(1), row.GetString(2), row.GetFieldValue<byte[]>(3));
    }

    /// <summary>Not cancelled with the request: the deed is done, and who asks again must hear of it.</summary>
    public async Task KeepAsync(Guid user, string key, Guid attempt, int status, string headers, byte[] body)
    {
        await using var command = database.CreateCommand(
            "update idempotency_key set status_code = $4, headers = $5::jsonb, body = $6 where user_id = $1 and key = $2 and attempt = $3").With(user, key, attempt, (short)status, headers, body);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async Task ReleaseAsync(Guid user, string key, Guid attempt)
    {
        await using var command = database.CreateCommand("delete from idempotency_key where user_id = $1 and key = $2 and attempt = $3 and status_code is null").With(user, key, attempt);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
