using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <summary>
/// An ADMIN unlinks a member from the provider's subject, as when the provider gave them a new one: their next sign-in there links them again by
/// their address. Only of the organisation that trusts the provider: no other decides how its members come in.
/// </summary>
internal static class MemberProviderLogin
{
    public static void MapMemberProviderLogin(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/organisation/members/{userId:guid}/provider-login", UnlinkAsync).WithName("unlinkMemberProvider")
            .WithTags("Organisation")
            .WithSummary("Unlinks a member from the identity provider and ends the sessions that it began; nothing changes where none is linked")
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers);

    private static async Task<Results<NoContent, NotFound>> UnlinkAsync(
        Guid userId, [AllOrganisations] NexaDbContext db, IdentitySettings settings, SignIns signIns, Sessions sessions, CurrentUser user,
        CancellationToken ct)
    {
        var ended = await db.Database.CreateExecutionStrategy().ExecuteAsync<bool?>(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await OrganisationRows.LockAsync(db, user.Organisation, ct); // sign-ins by the provider link under the same lock
            if (!await db.Memberships.AnyAsync(m => m.OrganisationId == user.Organisation && m.UserId == userId, ct))
            {
                return null;
            }

            if (settings.Oidc.Organisation != user.Organisation)
            {
                return false;
            }

            var issuers = ProviderBoundary.ListIssuers(settings.Oidc);
            var logins = await db.Set<ExternalLogin>().Where(l => l.UserId == userId && issuers.Contains(l.Issuer)).ToListAsync(ct);
            if (logins.Count > 0)
            {
                db.RemoveRange(logins);
                db.Audit(user, "member.provider-unlinked", $"user:{userId}", before: new { subjects = logins.Select(l => l.Subject) });
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
            }

            return true;
        });
        if (ended is true)
        {
            // Also where no link is left: a call that died after its commit is completed by the next.
            await signIns.EndAsync(db.Sessions.Where(s => s.UserId == userId && s.Amr.Contains(ProviderBoundary.Amr)),
                "provider unlinked", user, null, ct);
            await sessions.AnnounceChangeAsync(userId);
        }

        return ended is null ? TypedResults.NotFound() : TypedResults.NoContent();
    }
}
