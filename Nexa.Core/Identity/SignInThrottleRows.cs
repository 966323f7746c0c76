using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>A refused attempt to sign in.</summary>
/// <param name="Refused">Attempts refused since the last one whose password was looked at.</param>
/// <param name="Seconds">Until the next attempt is looked at.</param>
public sealed record SignInRefusal(int Refused, double Seconds);

/// <summary>
/// The statements of the table <c>sign_in_throttle</c>; each counts and decides in one, so that attempts at once don't overtake the
/// count.
/// </summary>
public static class SignInThrottleRows
{
    /// <summary>
    /// Counts an attempt. From <paramref name="free"/> failures on the next one has to wait 2, 4, 8 … seconds, at most a quarter of an
    /// hour; the count is forgotten after a day.
    /// </summary>
    /// <returns>No row: still blocked. Else whether a sign-in has succeeded in the last 90 days.</returns>
    public static Task<List<bool>> CountAsync(NexaDbContext db, byte[] key, int free, CancellationToken ct) => db.Database.SqlQuery<bool>(
        $"""
        insert into sign_in_throttle as t (key, failures, refused, blocked_until, updated_at) values ({key}, 1, 0, now(), now())
        on conflict (key) do update set
            failures = case when t.updated_at < now() - interval '1 day' then 1 else t.failures + 1 end,
            blocked_until = now() + interval '1 second' * case
                when t.updated_at < now() - interval '1 day' or t.failures < {free} then 0
                else least(900, power(2, least(10, t.failures + 1 - {free}))) end,
            refused = 0, updated_at = now()
        where t.blocked_until <= clock_timestamp() -- not now(): a request that waited here for another attempt began before it
        returning coalesce(succeeded_at > now() - interval '90 days', false) as value
        """).ToListAsync(ct);

    public static async Task<SignInRefusal?> RefuseAsync(
        NexaDbContext db, byte[] key, CancellationToken ct) => (await db.Database.SqlQuery<SignInRefusal>(
        $"""
        update sign_in_throttle set refused = refused + 1 where key = {key}
        returning refused, greatest(1, extract(epoch from blocked_until - now()))::double precision as seconds
        """).ToListAsync(ct)).SingleOrDefault();

    /// <summary>Forgets the failures of the account from this address, and takes this attempt back from the account's own count.</summary>
    public static async Task SucceedAsync(NexaDbContext db, byte[] pair, byte[] account, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into sign_in_throttle (key, failures, refused, blocked_until, succeeded_at, updated_at)
              values ({pair}, 0, 0, now(), now(), now())
            on conflict (key) do update set failures = 0, refused = 0, blocked_until = now(), succeeded_at = now(), updated_at = now()
            """, ct);
        await db.Database.ExecuteSqlAsync(
            $"update sign_in_throttle set failures = greatest(failures - 1, 0), blocked_until = now() where key = {account}", ct);
    }
}
