using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The session whose refresh token was replaced, and the organisation that the next access token names.</summary>
public sealed record RefreshedSession(Guid SessionId, Guid UserId, Guid? OrganisationId, string[] Amr);

/// <summary>The statements of the table <c>refresh_token</c>.</summary>
public static class RefreshTokenRows
{
    /// <summary>The sessions that have tokens of the organisation $2.</summary>
    public const string OfOrganisation = "id in (select session_id from refresh_token where organisation_id = $2)";

    /// <summary>Replaces a token by the next one of its session, in one statement: of two requests with one token one succeeds.</summary>
    /// <returns>
    /// Null when the token is used, expired or unknown, or its session has ended or was last refreshed before <paramref name="idle"/>.
    /// </returns>
    public static async Task<RefreshedSession?> ReplaceAsync(
        NexaDbContext db, byte[] shown, byte[] next, int days, DateTimeOffset idle, CancellationToken ct) =>
        (await db.Database.SqlQuery<RefreshedSession>(
            $"""
            with used as (
                update refresh_token t set used_at = now() from user_session s
                where t.hash = {shown} and t.used_at is null and t.expires_at > now()
                  and s.id = t.session_id and s.revoked_at is null and s.expires_at > now() and s.refreshed_at > {idle}
                returning s.id as session_id, s.user_id, s.amr, (
                  select m.organisation_id from membership m where m.user_id = s.user_id
                  order by (m.organisation_id = t.organisation_id) desc nulls last, m.used_at desc limit 1) as organisation_id),
            replaced as (
                insert into refresh_token (hash, session_id, organisation_id, expires_at)
                select {next}, session_id, organisation_id, now() + make_interval(days => {days}) from used),
            seen as (update user_session s set refreshed_at = now() from used where s.id = used.session_id)
            select session_id, user_id, organisation_id, amr from used
            """).ToListAsync(ct)).SingleOrDefault();

    /// <summary>The session of a token that was replaced by <paramref name="next"/> not longer ago than <paramref name="grace"/>.</summary>
    /// <returns>Null when the next one is used itself, or the session has ended.</returns>
    public static async Task<RefreshedSession?> FindReplacedAsync(
        NexaDbContext db, byte[] shown, byte[] next, TimeSpan grace, CancellationToken ct) =>
        (await db.Database.SqlQuery<RefreshedSession>(
            $"""
            select s.id as session_id, s.user_id, n.organisation_id, s.amr
            from refresh_token t join refresh_token n on n.session_id = t.session_id
              join user_session s on s.id = t.session_id
            where t.hash = {shown} and t.used_at > now() - {grace} and n.hash = {next} and n.used_at is null and n.expires_at > now()
              and s.revoked_at is null and s.expires_at > now()
            """).ToListAsync(ct)).SingleOrDefault();
}
