using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

internal sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn, Guid? Organisation);

/// <summary>Begins, refreshes and ends sessions.</summary>
internal sealed class SignIns(
    [AllOrganisations] NexaDbContext db, AccessTokens tokens, SigningKeys keys, Sessions sessions, IdentitySettings settings,
    TimeProvider time)
{
    /// <summary>Longer than a client waits for a lost answer, far shorter than an access token lives.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Adds a session, and saves it together with the caller's own changes.</summary>
    public async Task<Tokens> BeginAsync(User user, string[] amr, HttpContext http, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var isByProvider = amr.Contains(ProviderBoundary.Amr, StringComparer.Ordinal);
        var organisation = await ProviderBoundary.ChooseOrganisationAsync(db, settings.Oidc, user.Id, amr, ct);
        var agent = http.Request.Headers.UserAgent.ToString();
        var session = new UserSession
        {
            Id = Guid.CreateVersion7(now),
            UserId = user.Id,
            ExpiresAt = now + (isByProvider && settings.Oidc.SessionHours < settings.SessionDays * 24
                ? TimeSpan.FromHours(settings.Oidc.SessionHours) : TimeSpan.FromDays(settings.SessionDays)),
            Address = ClientAddress.FindAddress(http),
            UserAgent = agent.Length == 0 ? null : agent[..Math.Min(agent.Length, 300)],
            Amr = amr,
        };
        db.Add(session);
        db.AuditLog.Write(user.Id, "sign-in.succeeded", $"user:{user.Id}", after: isByProvider ? new { by = "provider" } : null,
            address: session.Address, via: $"session:{session.Id}", organisation: organisation);
        return await ContinueAsync(user.Id, session.Id, organisation, amr, ct);
    }

    /// <summary>Adds tokens that name the organisation to a session, and saves them together with the caller's own changes.</summary>
    public async Task<Tokens> ContinueAsync(
        Guid userId, Guid sessionId, Guid? organisation, IReadOnlyList<string> amr, CancellationToken ct)
    {
        var refresh = Secret.New();
        db.Add(new RefreshToken
        {
            Hash = Secret.ComputeHash(refresh), SessionId = sessionId, OrganisationId = organisation,
            ExpiresAt = time.GetUtcNow().AddDays(settings.RefreshTokenDays),
        });
        await db.SaveChangesAsync(ct);
        return await IssueAsync(userId, sessionId, organisation, amr, refresh, ct);
    }

    /// <summary>
    /// Exchanges a refresh token for the next pair. For <see cref="Grace"/> the token gets the same successor again, as long as that one is
    /// unused: a client's second tab, or a client that lost the answer. Any other second use is a theft, and the session ends.
    /// </summary>
    public async Task<(Guid UserId, Tokens Tokens)?> RefreshAsync(string token, HttpContext http, CancellationToken ct)
    {
        var hash = Secret.ComputeHash(token);
        await keys.GetAsync(ct);
        var idle = settings.IdleSince(time.GetUtcNow());
        foreach (var successor in keys.Loaded.Select(key => Secret.Derive(token, key)))
        {
            var next = Secret.ComputeHash(successor);
            if ((await RefreshTokenRows.ReplaceAsync(db, hash, next, settings.RefreshTokenDays, idle, ct)
                ?? await RefreshTokenRows.FindReplacedAsync(db, hash, next, Grace, ct)) is { } refreshed)
            {
                return (refreshed.UserId, await IssueAsync(
                    refreshed.UserId, refreshed.SessionId, refreshed.OrganisationId, refreshed.Amr, successor, ct));
            }
        }

        var stolen = await db.Set<RefreshToken>().Where(t => t.Hash == hash && t.UsedAt != null).Select(t => t.SessionId).ToListAsync(ct);
        await EndAsync(db.Sessions.Where(s => stolen.Contains(s.Id)), "refresh token used twice", null, ClientAddress.FindAddress(http),
            ct);
        return null;
    }

    /// <summary>
    /// Ends all that was made with the person's password, but for the session to keep: sessions, API keys, webhooks and invitations. Saves
    /// that together with the caller's own changes.
    /// </summary>
    public async Task EndAllAsync(
        Guid userId, Guid? keptSession, string reason, CurrentUser? by, string? address, CancellationToken ct)
    {
        foreach (var key in await db.ApiKeys.Where(k => k.UserId == userId && k.RevokedAt == null).ToListAsync(ct))
        {
            key.RevokedAt = time.GetUtcNow();
            Write("api-key.revoked", $"api-key:{key.Id}", key.OrganisationId);
        }

        foreach (var webhook in await db.Webhooks.Where(w => w.CreatedBy == userId && w.Enabled).ToListAsync(ct))
        {
            webhook.Enabled = false;
            Write("webhook.disabled", $"webhook:{webhook.Id}", webhook.OrganisationId);
        }

        foreach (var invitation in await db.Invitations.Where(i => i.InvitedBy == userId).ToListAsync(ct))
        {
            db.Remove(invitation);
            Write("invitation.revoked", $"invitation:{invitation.Id}", invitation.OrganisationId);
        }

        await EndAsync(db.Sessions.Where(s => s.UserId == userId && s.Id != keptSession), reason, by, address, ct);
        await sessions.AnnounceChangeAsync(userId);

        void Write(string action, string subject, Guid? organisation) => db.AuditLog.Write(
            by?.Id ?? userId, action, subject, after: new { reason }, address: by?.Address ?? address, organisation: organisation);
    }

    /// <summary>Revokes those of the sessions that still run, and saves that together with the caller's own changes.</summary>
    public async Task EndAsync(IQueryable<UserSession> ending, string reason, CurrentUser? by, string? address, CancellationToken ct)
    {
        var ended = await ending.Where(s => s.RevokedAt == null).ToListAsync(ct);
        foreach (var session in ended)
        {
            session.RevokedAt = time.GetUtcNow();
            session.RevokeReason = reason;
            db.AuditLog.Write(
                by?.Id ?? session.UserId, "session.ended", $"session:{session.Id}", after: new { reason, session.UserId },
                address: by?.Address ?? address);
        }

        await db.SaveChangesAsync(ct);
        foreach (var session in ended)
        {
            await sessions.AnnounceChangeAsync(session.Id);
        }
    }

    /// <summary>
    /// The session has shown a second factor, which its person has from now on: their sessions that showed a password alone end.
    /// </summary>
    public async Task PromoteAsync(CurrentUser user, string[] amr, CancellationToken ct)
    {
        await EndAsync(db.Sessions.Where(s => s.UserId == user.Id && s.Id != user.SessionId && !s.Amr.Contains("mfa")),
            "second factor enrolled", user, null, ct);
        var shown = user.Amr.Contains(ProviderBoundary.Amr, StringComparer.Ordinal) ? amr.Prepend(ProviderBoundary.Amr).ToArray() : amr;
        await db.Sessions.Where(s => s.Id == user.SessionId && !s.Amr.Contains("mfa"))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Amr, shown), ct);
        await sessions.AnnounceChangeAsync(user.SessionId!.Value);
    }

    /// <summary>The person has no second factor any more: no session counts as signed in with one.</summary>
    public async Task DemoteAsync(Guid userId, CancellationToken ct)
    {
        string[] password = ["pwd"];
        string[] provider = [ProviderBoundary.Amr];
        var running = db.Sessions.Where(s => s.UserId == userId);
        await running.Where(s => s.Amr.Contains(ProviderBoundary.Amr)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Amr, provider), ct);
        await running.Where(s => !s.Amr.Contains(ProviderBoundary.Amr)).ExecuteUpdateAsync(set => set.SetProperty(s => s.Amr, password), ct);
        await sessions.AnnounceChangeAsync(userId);
    }

    private async Task<Tokens> IssueAsync(
        Guid userId, Guid sessionId, Guid? organisation, IReadOnlyList<string> amr, string refresh, CancellationToken ct) => new(
        await tokens.IssueAsync(userId, sessionId, organisation, amr, ct), refresh, (int)tokens.Lifetime.TotalSeconds, organisation);
}
