using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <param name="Wait">Zero: the password may be looked at.</param>
/// <param name="IsNews">The first refusal since the last password that was looked at: worth an audit entry.</param>
internal readonly record struct GateAnswer(TimeSpan Wait, bool IsNews);

/// <summary>
/// Slows the guessing of passwords. Every attempt is counted before its password is looked at, so that a thousand at once
/// are no faster than one after another. Counted for an account from one address, and more loosely for the account
/// from everywhere; that second count does not hold for an address from which the user has signed in before.
/// </summary>
internal sealed class SignInGate(NexaDbContext db)
{
    private const int FreeFromOneAddress = 5;
    private const int FreeFromEverywhere = 50;

    public async Task<GateAnswer> EnterAsync(string email, string address, CancellationToken ct)
    {
        var pair = KeyOf(email, address);
        var known = await CountAsync(pair, FreeFromOneAddress, ct);
        return known switch
        {
            [] => await RefusedAsync(pair, ct),
            [true] => default,
            _ => await CountAsync(KeyOf(email), FreeFromEverywhere, ct) is [] ? await RefusedAsync(KeyOf(email), ct) : default,
        };
    }

    /// <summary>The user has shown who they are: by the password, or by a link mailed to them, which is the way in while their account is under attack.</summary>
    public async Task SucceededAsync(string email, string address, CancellationToken ct)
    {
        var pair = KeyOf(email, address);
        var account = KeyOf(email);
        await db.Database.ExecuteSqlAsync($"""
            insert into sign_in_throttle (key, failures, refused, blocked_until, succeeded_at, updated_at) values ({pair}, 0, 0, now(), now(), now())
            on conflict (key) do update set failures = 0, refused = 0, blocked_until = now(), succeeded_at = now(), updated_at = now()
            """, ct);
        await db.Database.ExecuteSqlAsync($"update sign_in_throttle set failures = greatest(failures - 1, 0), blocked_until = now() where key = {account}", ct);
    }

    // 2, 4, 8 … seconds, at most a quarter of an hour; forgotten after a day. No row: still blocked. The clock and not now(): who waited here for another attempt began before it.
    private Task<List<bool>> CountAsync(byte[] key, int free, CancellationToken ct) => db.Database.SqlQuery<bool>($"""
        insert into sign_in_throttle as t (key, failures, refused, blocked_until, updated_at) values ({key}, 1, 0, now(), now())
        on conflict (key) do update set
            failures = case when t.updated_at < now() - interval '1 day' then 1 else t.failures + 1 end,
            blocked_until = now() + interval '1 second' * case
                when t.updated_at < now() - interval '1 day' or t.failures < {free} then 0
                else least(900, power(2, least(10, t.failures + 1 - {free}))) end,
            refused = 0, updated_at = now()
        where t.blocked_until <= clock_timestamp()
        returning coalesce(succeeded_at > now() - interval '90 days', false) as value
        """).ToListAsync(ct);

    private async Task<GateAnswer> RefusedAsync(byte[] key, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Refusal>($"""
            update sign_in_throttle set refused = refused + 1 where key = {key}
            returning refused, greatest(1, extract(epoch from blocked_until - now()))::double precision as seconds
            """).ToListAsync(ct);
        return rows is [var row] ? new(TimeSpan.FromSeconds(row.Seconds), row.Refused == 1) : new(TimeSpan.FromSeconds(1), false);
    }

    private static byte[] KeyOf(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    private sealed record Refusal(int Refused, double Seconds);
}
