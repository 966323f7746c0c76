using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>signing_key</c>.</summary>
public static class SigningKeyRows
{
    /// <summary>The key of all replicas: the candidate of whichever asked first.</summary>
    public static async Task<byte[]> GetOrAddAsync(NexaDbContext db, byte[] candidate, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"insert into signing_key (id, key) values (1, {candidate}) on conflict do nothing", ct);
        return (await db.Database.SqlQuery<byte[]>($"select key as value from signing_key").ToListAsync(ct))[0];
    }
}
