using System.Collections.Frozen;
using System.Security.Claims;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;

namespace Nexa.Api.Auth;

/// <summary>
/// Who asks. Every query filters by <see cref="Organisation"/>, and what is submitted belongs to it; what is done is done by
/// <see cref="Id"/>.
/// </summary>
/// <param name="Id">The user's id.</param>
/// <param name="Organisation">
/// The organisation that the credentials name; <see cref="Guid.Empty"/>, which nothing belongs to, for a person without one.
/// </param>
public sealed record CurrentUser(Guid Id, Guid Organisation)
{
    public string Role { get; init; } = "";
    public FrozenSet<string> Permissions { get; init; } = [];

    /// <summary>Where the user came in by password; null for a machine's key and for anonymous requests.</summary>
    public Guid? SessionId { get; init; }
    public Guid? KeyId { get; init; }

    /// <summary>How the session was signed in (<see cref="UserSession.Amr"/>); empty without one.</summary>
    public IReadOnlyList<string> Amr { get; init; } = [];

    /// <summary>
    /// The only organisation whose rows of the person these credentials show: a session that a provider began and an API key speak for no
    /// other. Null for a session of password or passkey, which shows what the person has everywhere.
    /// </summary>
    public Guid? Reach => KeyId is not null || Amr.Contains(ProviderBoundary.Amr, StringComparer.Ordinal) ? Organisation : null;

    /// <summary>The setting asks for a second factor of somebody with these roles.</summary>
    public bool NeedsSecondFactor { get; init; }

    public bool HasSecondFactor => Amr.Contains("mfa", StringComparer.Ordinal);

    /// <summary>A session that may do nothing but enrol a second factor (<see cref="SecondFactorRule"/>).</summary>
    public bool MustEnrol => SessionId is not null && NeedsSecondFactor && !HasSecondFactor;

    public string? Address { get; init; }

    public Sender Sender => new(Organisation, Id);

    public bool Can(string permission) => Permissions.Contains(permission);

    /// <summary>The user of a principal, for hubs and filters; endpoints take a <see cref="CurrentUser"/> as a parameter.</summary>
    public static CurrentUser ReadClaims(ClaimsPrincipal? principal) =>
        Find(principal)
        ?? throw new InvalidOperationException(
            "Nobody is signed in: an endpoint that asks for the current user must not allow anonymous requests.");

    public static CurrentUser? Find(ClaimsPrincipal? principal) => principal?.Identities.OfType<UserIdentity>().FirstOrDefault()?.User;
}

/// <summary>The identity that every authentication scheme produces.</summary>
internal sealed class UserIdentity(CurrentUser user, string scheme)
    : ClaimsIdentity([new Claim("sub", user.Id.ToString()), new Claim("role", user.Role)], scheme, "sub", "role")
{
    public CurrentUser User => user;
}

internal static class AuditAsUser
{
    /// <summary>Writes an audit entry before the endpoint runs, for endpoints that only read.</summary>
    public static RouteGroupBuilder Audited(this RouteGroupBuilder group, string action) => group.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var db = http.RequestServices.GetRequiredService<NexaDbContext>();
        db.Audit(CurrentUser.ReadClaims(http.User), action, http.Request.Path, after: new { query = http.Request.QueryString.Value });
        await db.SaveChangesAsync(http.RequestAborted);
        return await next(context);
    });

    /// <summary>
    /// Adds an audit entry to what the caller saves: <c>db.Audit(user, "classification.corrected", $"classification:{id}", before,
    /// after)</c>.
    /// </summary>
    public static void Audit(
        this NexaDbContext db, CurrentUser user, string action, string subject, object? before = null, object? after = null) =>
        db.AuditLog.Write(user.Id, action, subject, before, after, user.Address,
            user.SessionId is { } session ? $"session:{session}" : user.KeyId is { } key ? $"key:{key}" : null,
            user.Organisation == Guid.Empty ? null : user.Organisation);
}
