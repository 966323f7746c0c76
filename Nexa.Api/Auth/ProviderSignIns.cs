using Microsoft.EntityFrameworkCore;
using Nexa.Api.Features.Account;
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

    /// <summary>The organisation of the setting does not exist any more.</summary>
    Organisation,
}

/// <summary>Finds, links or makes the person whom a provider has signed in, and gives them the role that its claims say.</summary>
internal sealed class ProviderSignIns(
    [AllOrganisations] NexaDbContext db, IdentitySettings settings, SignIns signIns, Sessions sessions, AfterAnswer after, TimeProvider clock)
{
    /// <summary>The person whom the provider names: by its id for them, else by the e-mail that it has verified.</summary>
    /// <returns>No user and no refusal where there is nobody yet.</returns>
    public async Task<(User? User, ProviderRefusal? Refusal)> FindAsync(ProvenIdentity identity, CancellationToken ct)
    {
        if (settings.Oidc.FindRole(identity.Roles) is null)
        {
            return (null, ProviderRefusal.NoRole);
        }

        var user = await db.Set<ExternalLogin>().Where(l => l.Issuer == identity.Issuer && l.Subject == identity.Subject)
            .Join(db.Users.AsNoTracking(), l => l.UserId, u => u.Id, (_, u) => u).SingleOrDefaultAsync(ct);
        if (user is null)
        {
            if (identity.Email is not { } email || !settings.Oidc.SpeaksFor(email))
            {
                return (null, ProviderRefusal.Email);
            }

            // Whoever registered the address without confirming it has no claim to it.
            user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Email == email && u.EmailVerifiedAt != null, ct);
            if (user is not null && await db.Set<ExternalLogin>().AnyAsync(l => l.UserId == user.Id && l.Issuer == identity.Issuer, ct))
            {
                return (null, ProviderRefusal.Linked);
            }
        }

        return user is { IsOperator: true } || user?.Id == User.Anonymous ? (null, ProviderRefusal.Operator) : (user, null);
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
        var isLinked = false;
        (Tokens? Tokens, User? User, ProviderRefusal? Refusal) begun = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Sign-ins by the provider wait for each other here, so that two first ones of a person make one account.
            if (!await OrganisationRows.LockAsync(db, settings.Oidc.Organisation!.Value, ct))
            {
                return (null, null, ProviderRefusal.Organisation);
            }

            var (current, refusal) = await FindAsync(identity, ct);
            if (refusal is not null || current?.Id != known?.Id
                || !await ShownTokenRows.TakeAsync(db, Secret.ComputeHash(token), identity.ExpiresAt.AddMinutes(5), ct)
                || (current ?? await AddUserAsync(identity, ClientAddress.FindAddress(http), ct)) is not { } user)
            {
                return (null, null, refusal ?? ProviderRefusal.Replayed);
            }

            isLinked = await LinkAsync(user.Id, identity, ClientAddress.FindAddress(http), ct);
            await SetRoleAsync(user.Id, settings.Oidc.FindRole(identity.Roles)!, ClientAddress.FindAddress(http), ct);
            await db.SaveChangesAsync(ct);
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
        }

        return begun;
    }

    /// <returns>Whether the link is new.</returns>
    private async Task<bool> LinkAsync(Guid user, ProvenIdentity identity, string? address, CancellationToken ct)
    {
        if (await db.Set<ExternalLogin>().AnyAsync(l => l.Issuer == identity.Issuer && l.Subject == identity.Subject, ct))
        {
            return false;
        }

        db.Add(new ExternalLogin
        {
            Issuer = identity.Issuer, Subject = identity.Subject, UserId = user, LinkedAt = clock.GetUtcNow(),
        });
        db.AuditLog.Write(user, "user.provider-linked", $"user:{user}", after: new { identity.Issuer }, address: address,
            organisation: settings.Oidc.Organisation);
        return true;
    }

    /// <returns>Null where somebody registered the address at the same time.</returns>
    private async Task<User?> AddUserAsync(ProvenIdentity identity, string? address, CancellationToken ct)
    {
        var id = await UserRows.FreeAddressAsync(db, identity.Email!, ct) ?? Guid.CreateVersion7();
        var name = identity.Name?.Trim() is { Length: > 0 } given ? given : identity.Email!;
        var user = new User
        {
            Id = id, Name = name[..Math.Min(name.Length, 200)], Email = identity.Email!, EmailVerifiedAt = clock.GetUtcNow(),
        };
        db.Add(user);
        db.AuditLog.Write(id, "user.registered", $"user:{id}", address: address, organisation: settings.Oidc.Organisation);
        return await db.SavedUniquelyAsync(ct) ? user : null;
    }

    /// <summary>What the provider says holds at each sign-in, but the last ADMIN stays one.</summary>
    private async Task SetRoleAsync(Guid user, string role, string? address, CancellationToken ct)
    {
        var organisation = settings.Oidc.Organisation!.Value;
        var member = await db.Memberships.SingleOrDefaultAsync(m => m.OrganisationId == organisation && m.UserId == user, ct);
        if (member is null)
        {
            db.Add(new Membership { OrganisationId = organisation, UserId = user, Role = role });
            db.AuditLog.Write(user, "member.joined", $"user:{user}", after: new { role, by = "provider" }, address: address,
                organisation: organisation);
        }
        else if (member.Role != role && (member.Role != Roles.Admin || await db.Memberships.AnyAsync(
            m => m.OrganisationId == organisation && m.UserId != user && m.Role == Roles.Admin, ct)))
        {
            var before = new { member.Role };
            member.Role = role;
            db.AuditLog.Write(user, "member.role-changed", $"user:{user}", before, new { role, by = "provider" }, address,
                organisation: organisation);
        }
    }
}
