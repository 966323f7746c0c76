using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// Where a session works: one that the provider began in the provider's organisation alone, since the provider speaks for no other; and, where
/// passwords are not allowed there, nobody whom it speaks for by any other session.
/// </summary>
internal static class ProviderBoundary
{
    /// <summary>In the <c>amr</c> of a session that the provider began.</summary>
    public const string Amr = "sso";

    public static async Task<bool> LetsInAsync(
        NexaDbContext db, OidcSettings oidc, Guid userId, IEnumerable<string> amr, Guid organisation, CancellationToken ct) =>
        amr.Contains(Amr, StringComparer.Ordinal) ? oidc.Authority is not null && organisation == oidc.Organisation
        : organisation != oidc.Organisation || !await IsBoundAsync(db, oidc, userId, ct);

    /// <summary>The organisation that a new session of the person works in first.</summary>
    public static async Task<Guid?> ChooseOrganisationAsync(
        NexaDbContext db, OidcSettings oidc, Guid userId, IEnumerable<string> amr, CancellationToken ct)
    {
        if (amr.Contains(Amr, StringComparer.Ordinal))
        {
            return oidc.Organisation;
        }

        var closed = await IsBoundAsync(db, oidc, userId, ct) ? oidc.Organisation : null;
        return await db.Memberships.Where(m => m.UserId == userId && m.OrganisationId != closed).OrderByDescending(m => m.UsedAt)
            .Select(m => (Guid?)m.OrganisationId).FirstOrDefaultAsync(ct);
    }

    /// <summary>Refuses a sign-in by password or passkey of somebody who has no organisation that it would open.</summary>
    /// <returns>Null for all others.</returns>
    public static async Task<ProblemHttpResult?> RefuseAsync(
        NexaDbContext db, OidcSettings oidc, User user, HttpContext http, CancellationToken ct)
    {
        if (user.IsOperator || !await IsBoundAsync(db, oidc, user.Id, ct)
            || !await db.Memberships.AnyAsync(m => m.UserId == user.Id, ct)
            || await db.Memberships.AnyAsync(m => m.UserId == user.Id && m.OrganisationId != oidc.Organisation, ct))
        {
            return null;
        }

        db.ChangeTracker.Clear();
        db.AuditLog.Write(null, "sign-in.failed", $"user:{user.Id}", after: new { reason = "provider_required" },
            address: ClientAddress.FindAddress(http), organisation: oidc.Organisation);
        await db.SaveChangesAsync(ct);
        return ProblemServices.Problem(403, "Sua organização entra pelo provedor de identidade: use o botão dele na página de acesso.",
            new KeyValuePair<string, object?>("reason", "provider_required"));
    }

    /// <summary>The names by which the configured provider may call itself; none without one.</summary>
    public static string[] ListIssuers(OidcSettings oidc) =>
        oidc.Authority is null ? [] : [oidc.Authority.AbsoluteUri, oidc.Authority.AbsoluteUri.TrimEnd('/')];

    /// <summary>Whether the person comes into the provider's organisation by the provider alone.</summary>
    private static async Task<bool> IsBoundAsync(NexaDbContext db, OidcSettings oidc, Guid userId, CancellationToken ct)
    {
        if (oidc is { Authority: null } or { AllowPasswords: true })
        {
            return false;
        }

        var issuers = ListIssuers(oidc);
        return await db.Set<ExternalLogin>().AnyAsync(l => l.UserId == userId && issuers.Contains(l.Issuer), ct)
            || (await db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleOrDefaultAsync(ct) is { } email
                && oidc.SpeaksFor(email));
    }
}
