using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>shown_token</c>.</summary>
public static class ShownTokenRows
{
    /// <summary>False where the token was shown before: of two requests with one token one succeeds.</summary>
    public static async Task<bool> TakeAsync(NexaDbContext db, byte[] hash, DateTimeOffset expiresAt, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"insert into shown_token (hash, expires_at) values ({hash}, {expiresAt}) on conflict do nothing", ct) > 0;
}
