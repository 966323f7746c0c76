using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>Why somebody whom the provider knows does not come in; a word of the problem's <c>reason</c>.</summary>
internal enum ProviderRefusal
{
    /// <summary>The token was shown before, or another sign-in of the same person came first.</summary>
    Replayed,

    /// <summary>None of the claim's values gives a role.</summary>
    NoRole,

    /// <summary>The provider has not verified the e-mail, or does not speak for its domain.</summary>
    Email,

    /// <summary>Operators come by password and second factor alone: the provider is one organisation's.</summary>
    Operator,

    /// <summary>The account is linked to another subject of this provider: an address that was given to somebody else opens nothing.</summary>
    Linked,

    /// <summary>An ADMIN has removed the person: what the provider says does not bring them back.</summary>
    Removed,

    /// <summary>The provider gives the last ADMIN less: they get no more than it says, and the organisation keeps an ADMIN.</summary>
    LastAdmin,

    /// <summary>The organisation of the setting does not exist any more.</summary>
    Organisation,
}

/// <summary>Finds, links or makes the person whom a provider has signed in, and gives them the role that its claims say.</summary>
internal sealed class ProviderSignIns(
    [AllOrganisations] NexaDbContext db, IdentitySettings settings, SignIns signIns, Sessions sessions, AfterAnswer after, TimeProvider clock)
{
    private readonly OidcSettings oidc = settings.Oidc;

    /// <summary>The person whom the provider names: by its id for them, else by the e-mail that it has verified.</summary>
    /// <returns>No user and no refusal where there is nobody yet.</returns>
    public async Task<(User? User, ProviderRefusal? Refusal)> FindAsync(ProvenIdentity identity, CancellationToken ct)
    {
        var role = oidc.FindRole(identity.Roles);
        var login = await FindLoginAsync(identity, ct);
        var (user, refusal) = login is not null ? (await db.Users.AsNoTracking().SingleAsync(u => u.Id == login.UserId, ct), null)
            : role is null ? (null, ProviderRefusal.NoRole)
            : await FindByEmailAsync(identity, ct);
        if (user is null || refusal is not null)
        {
            return (user, refusal);
        }

        var member = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(
            m => m.OrganisationId == oidc.Organisation && m.UserId == user.Id, ct);
        return (user, user.IsOperator || user.Id == User.Anonymous ? ProviderRefusal.Operator
            : role is null ? ProviderRefusal.NoRole
            : login is { WithdrawnAt: null } && member is null ? ProviderRefusal.Removed
            : role != Roles.Admin && member is { Role: Roles.Admin } && await IsLastAdminAsync(user.Id, ct) ? ProviderRefusal.LastAdmin
            : null);
    }

    /// <summary>Begins a session, all or nothing: the token is used up, the person linked or made, and their role set.</summary>
    /// <param name="token">Good once.</param>
    /// <param name="identity">What it says.</param>
    /// <param name="known">Null to make a person.</param>
    /// <param name="amr">How they showed who they are.</param>
    /// <param name="http">Where from.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(Tokens? Tokens, User? User, ProviderRefusal? Refusal)> BeginAsync(
        string token, ProvenIdentity identity, User? known, string[] amr, HttpContext http, CancellationToken ct)
    {
        var address = ClientAddress.FindAddress(http);
        var (isLinked, isNewPlace) = (false, false);
        (Tokens? Tokens, User? User, ProviderRefusal? Refusal) begun = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Sign-ins by the provider wait for each other here, so that two first ones of a person make one account.
            if (!await OrganisationRows.LockAsync(db, oidc.Organisation!.Value, ct))
            {
                return (null, null, ProviderRefusal.Organisation);
            }

            var (current, refusal) = await FindAsync(identity, ct);
            if (refusal is not null || current?.Id != known?.Id
                || !await ShownTokenRows.TakeAsync(db, Secret.ComputeHash(token), identity.ExpiresAt.AddMinutes(5), ct)
                || (current ?? await AddUserAsync(identity, address, ct)) is not { } user)
            {
                return (null, null, refusal ?? ProviderRefusal.Replayed);
            }

            isLinked = await LinkAsync(user.Id, identity, address, ct);
            await SetRoleAsync(user.Id, oidc.FindRole(identity.Roles)!, address, ct);
            await db.SaveChangesAsync(ct);
            isNewPlace = await db.Sessions.AnyAsync(s => s.UserId == user.Id, ct)
                && !await db.Sessions.AnyAsync(s => s.UserId == user.Id && s.Address == address, ct);
            var tokens = await signIns.BeginAsync(user, amr, http, ct);
            await transaction.CommitAsync(ct);
            return ((Tokens?)tokens, (User?)user, (ProviderRefusal?)null);
        });
        if (begun.User is { } signedIn)
        {
            await sessions.AnnounceChangeAsync(signedIn.Id);
            if (isLinked && known is not null)
            {
                after.TellOfProvider(signedIn.Id, new Uri(identity.Issuer).Host);
            }

            if (isNewPlace)
            {
                after.TellOfNewPlace(signedIn.Id, address);
            }
        }

        return begun;
    }

    /// <summary>
    /// What the provider takes away ends at once and not with the session: those that it began, and, where it gives no role, the membership,
    /// but for the last ADMIN's.
    /// </summary>
    public async Task WithdrawAsync(User user, ProvenIdentity identity, HttpContext http, CancellationToken ct)
    {
        var address = ClientAddress.FindAddress(http);
        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (!await OrganisationRows.LockAsync(db, oidc.Organisation!.Value, ct) || oidc.FindRole(identity.Roles) is not null
                || await FindLoginAsync(identity, ct) is not { } login || await FindMemberAsync(user.Id, ct) is not { } member
                || (member.Role == Roles.Admin && await IsLastAdminAsync(user.Id, ct)))
            {
                return;
            }

            db.Remove(member);
            login.WithdrawnAt = clock.GetUtcNow();
            db.AuditLog.Write(user.Id, "member.removed", $"user:{user.Id}", new { member.Role }, new { by = "provider" }, address,
                organisation: oidc.Organisation);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        });
        await sessions.AnnounceChangeAsync(user.Id);
        await signIns.EndAsync(db.Sessions.Where(s => s.UserId == user.Id && s.Amr.Contains(ProviderBoundary.Amr)),
            "withdrawn by the provider", null, address, ct);
    }

    private async Task<(User? User, ProviderRefusal? Refusal)> FindByEmailAsync(ProvenIdentity identity, CancellationToken ct)
    {
        if (identity.Email is not { } email || !oidc.SpeaksFor(email))
        {
            return (null, ProviderRefusal.Email);
        }

        // Whoever registered the address without confirming it has no claim to it.
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Email == email && u.EmailVerifiedAt != null, ct);
        return user is not null && await db.Set<ExternalLogin>().AnyAsync(l => l.UserId == user.Id && l.Issuer == identity.Issuer, ct)
            ? (null, ProviderRefusal.Linked) : (user, null);
    }

    private Task<ExternalLogin?> FindLoginAsync(ProvenIdentity identity, CancellationToken ct) =>
        db.Set<ExternalLogin>().SingleOrDefaultAsync(l => l.Issuer == identity.Issuer && l.Subject == identity.Subject, ct);

    private Task<Membership?> FindMemberAsync(Guid user, CancellationToken ct) =>
        db.Memberships.SingleOrDefaultAsync(m => m.OrganisationId == oidc.Organisation && m.UserId == user, ct);

    private async Task<bool> IsLastAdminAsync(Guid user, CancellationToken ct) => !await db.Memberships.AnyAsync(
        m => m.OrganisationId == oidc.Organisation && m.UserId != user && m.Role == Roles.Admin, ct);

    /// <returns>Whether the link is new.</returns>
    private async Task<bool> LinkAsync(Guid user, ProvenIdentity identity, string? address, CancellationToken ct)
    {
        if (await FindLoginAsync(identity, ct) is { } known)
        {
            known.WithdrawnAt = null;
            return false;
        }

        db.Add(new ExternalLogin
        {
            Issuer = identity.Issuer, Subject = identity.Subject, UserId = user, LinkedAt = clock.GetUtcNow(),
        });
        db.AuditLog.Write(user, "user.provider-linked", $"user:{user}", after: new { identity.Issuer }, address: address,
            organisation: oidc.Organisation);
        return true;
    }

    /// <returns>Null where somebody registered the address at the same time.</returns>
    private async Task<User?> AddUserAsync(ProvenIdentity identity, string? address, CancellationToken ct)
    {
        var id = await UserRows.FreeAddressAsync(db, identity.Email!, ct) ?? Guid.CreateVersion7();
        var user = new User
        {
            Id = id, Name = identity.Name is { Length: > 0 } name ? name : identity.Email![..Math.Min(identity.Email!.Length, 200)],
            Email = identity.Email!, EmailVerifiedAt = clock.GetUtcNow(),
        };
        db.Add(user);
        db.AuditLog.Write(id, "user.registered", $"user:{id}", address: address, organisation: oidc.Organisation);
        return await db.SavedUniquelyAsync(ct) ? user : null;
    }

    /// <summary>What the provider says holds at each sign-in.</summary>
    private async Task SetRoleAsync(Guid user, string role, string? address, CancellationToken ct)
    {
        var member = await FindMemberAsync(user, ct);
        if (member is null)
        {
            db.Add(new Membership { OrganisationId = oidc.Organisation!.Value, UserId = user, Role = role });
            db.AuditLog.Write(user, "member.joined", $"user:{user}", after: new { role, by = "provider" }, address: address,
                organisation: oidc.Organisation);
        }
        else if (member.Role != role)
        {
            var before = new { member.Role };
            member.Role = role;
            db.AuditLog.Write(user, "member.role-changed", $"user:{user}", before, new { role, by = "provider" }, address,
                organisation: oidc.Organisation);
        }
    }
}
