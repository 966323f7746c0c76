using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>An invitation that was accepted.</summary>
public sealed record AcceptedInvitation(Guid Id, Guid OrganisationId, string Role);

/// <summary>The statements of the table <c>invitation</c> that Entity Framework cannot express.</summary>
public static class InvitationRows
{
    /// <summary>
    /// Takes the invitation out and makes the person a member, in one statement: of two requests with one link one succeeds.
    /// </summary>
    /// <returns>Null when it is unknown, revoked, expired, or for another address. A member keeps the role that they have.</returns>
    public static async Task<AcceptedInvitation?> AcceptAsync(NexaDbContext db, byte[] hash, Guid user, string email,
        CancellationToken ct) =>
        (await db.Database.SqlQuery<AcceptedInvitation>(
            $"""
            with taken as (
              delete from invitation where hash = {hash} and email = {email} and expires_at > now() returning id, organisation_id, role),
            joined as (
              insert into membership (organisation_id, user_id, role) select organisation_id, {user}, role from taken
              on conflict (organisation_id, user_id) do nothing)
            select id, organisation_id, role from taken
            """).ToListAsync(ct)).SingleOrDefault();
}
