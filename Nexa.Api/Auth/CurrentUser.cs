using System.Collections.Frozen;
using System.Security.Claims;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// Who asks. Every query filters by <see cref="Sees"/>; what is submitted belongs to <see cref="Owner"/>; what is done is done by
/// <see cref="Id"/>.
/// </summary>
/// <param name="Id">The user's id.</param>
/// <param name="Sees">Whose data the user may read: the user's own, and for an ADMIN that of the users they supervise.</param>
public sealed record CurrentUser(Guid Id, Guid[] Sees)
{
    public string Role { get; init; } = Roles.User;
    public FrozenSet<string> Permissions { get; init; } = [];

    /// <summary>Where the user came in by password; null for a machine's key and for anonymous requests.</summary>
    public Guid? SessionId { get; init; }
    public Guid? KeyId { get; init; }
    public string? Address { get; init; }

    /// <summary>The user, or whom an ADMIN acts for.</summary>
    public Guid Owner { get; init; } = Id;

    public bool Can(string permission) => Permissions.Contains(permission);

    /// <summary>Acting for one of those whom the user sees; null where an ADMIN names anyone else. See <see cref="ActingFor"/>.</summary>
    public CurrentUser? For(string? userId) =>
        string.IsNullOrEmpty(userId) ? this
        : Guid.TryParse(userId, out var one) && Sees.Contains(one) ? this with { Owner = one, Sees = [one] }
        : Role == Roles.Admin ? null
        : this;

    /// <summary>The user of a principal, for hubs and filters; endpoints take a <see cref="CurrentUser"/> as a parameter.</summary>
    public static CurrentUser Of(ClaimsPrincipal? principal) =>
        Find(principal)
        ?? throw new InvalidOperationException("Nobody is signed in: an endpoint that asks for the current user must not allow anonymous requests.");

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
        db.Audit(CurrentUser.Of(http.User), action, http.Request.Path, after: new { query = http.Request.QueryString.Value });
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
            user.SessionId is { } session ? $"session:{session}" : user.KeyId is { } key ? $"key:{key}" : null);
}
