using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>signing_key</c>.</summary>
public static class SigningKeyRows
{
    /// <summary>The key of live events, made by whoever asked first.</summary>
    public static Task<byte[]> GetOrAddForEventsAsync(NpgsqlDataSource database, byte[] candidate, CancellationToken ct) =>
        GetOrAddAsync(database, 2, candidate, ct);

    /// <summary>The key that encrypts secrets, in development.</summary>
    public static Task<byte[]> GetOrAddForSecretsAsync(NpgsqlDataSource database, byte[] candidate, CancellationToken ct) =>
        GetOrAddAsync(database, 3, candidate, ct);

    /// <summary>The key that signs access tokens of all replicas: the candidate of whichever asked first.</summary>
    public static async Task<byte[]> GetOrAddAsync(NexaDbContext db, byte[] candidate, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"insert into signing_key (id, key) values (1, {candidate}) on conflict do nothing", ct);
        return (await db.Database.SqlQuery<byte[]>($"select key as value from signing_key where id = 1").ToListAsync(ct))[0];
    }

    private static async Task<byte[]> GetOrAddAsync(NpgsqlDataSource database, int id, byte[] candidate, CancellationToken ct)
    {
        await database.Statement("insert into signing_key (id, key) values ($1, $2) on conflict do nothing", id, candidate)
            .ExecuteAsync(ct);
        return (await database.Statement("select key from signing_key where id = $1", id).ScalarAsync<byte[]>(ct))!;
    }
}
