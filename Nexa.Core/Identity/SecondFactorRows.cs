using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The second factors that a person has.</summary>
public sealed record FactorsOfPerson(bool HasApp, int Passkeys, int RecoveryCodes)
{
    public bool HasAny => HasApp || Passkeys > 0;
}

/// <summary>The statements of second factors. Each that uses something up decides in one statement: of two requests one succeeds.</summary>
public static class SecondFactorRows
{
    public static async Task<FactorsOfPerson> FindAsync(NexaDbContext db, Guid userId, CancellationToken ct) =>
        (await db.Database.SqlQuery<FactorsOfPerson>(
            $"""
            select exists (select from second_factor where user_id = {userId} and secret is not null) as has_app,
              (select count(*)::int from passkey where user_id = {userId}) as passkeys,
              (select count(*)::int from recovery_code where user_id = {userId} and used_at is null) as recovery_codes
            """).ToListAsync(ct))[0];

    /// <summary>Keeps a secret that waits for its first code, in place of one that waited before.</summary>
    public static Task BeginAsync(NexaDbContext db, Guid userId, byte[] pending, Guid session, TimeSpan wait, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into second_factor (user_id, last_step, pending, pending_session, pending_until)
              values ({userId}, 0, {pending}, {session}, now() + {wait})
            on conflict (user_id) do update set pending = excluded.pending, pending_session = excluded.pending_session,
              pending_until = excluded.pending_until
            """, ct);

    /// <summary>False where the secret does not wait any more.</summary>
    public static async Task<bool> ConfirmAsync(NexaDbContext db, Guid userId, byte[] pending, long step, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update second_factor set secret = pending, enrolled_at = now(), last_step = {step},
              pending = null, pending_session = null, pending_until = null
            where user_id = {userId} and pending = {pending}
            """, ct) > 0;

    /// <summary>False where this code, or a later one, was taken before.</summary>
    public static async Task<bool> TakeStepAsync(NexaDbContext db, Guid userId, long step, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"update second_factor set last_step = {step} where user_id = {userId} and secret is not null and last_step < {step}", ct) > 0;

    /// <summary>False where there is no such code, or it was used before.</summary>
    public static async Task<bool> TakeRecoveryCodeAsync(NexaDbContext db, Guid userId, byte[] hash, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"update recovery_code set used_at = now() where user_id = {userId} and hash = {hash} and used_at is null", ct) > 0;

    /// <summary>The challenge, which is gone with that.</summary>
    public static async Task<PasskeyChallenge?> TakeChallengeAsync(NexaDbContext db, Guid id, Guid? userId, CancellationToken ct) =>
        (await db.Set<PasskeyChallenge>().FromSql(
            $"""
            delete from passkey_challenge where id = {id} and user_id is not distinct from {userId} and expires_at > now()
            returning *
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault();

    /// <summary>False where the device has counted less than before, or as much: then there is a copy of the key.</summary>
    public static async Task<bool> CountUseAsync(NexaDbContext db, Guid passkey, long count, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update passkey set sign_count = {count}, last_used_at = now()
            where id = {passkey} and (sign_count < {count} or (sign_count = 0 and {count} = 0))
            """, ct) > 0;
}
