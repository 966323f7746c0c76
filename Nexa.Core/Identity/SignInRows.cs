using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The tables of signing in whose rows expire.</summary>
internal static class SignInRows
{
    /// <summary>Registered, and never confirmed.</summary>
    private const string Unconfirmed = "u.email_verified_at is null and u.password_hash is not null and u.created_at < now() - $1";

    private static readonly TimeSpan WaitsForCode = TimeSpan.FromDays(7);

    public static Expiry[] Expiries { get; } =
    [
        new("organisation", $"""
            organisation where id in (
              select m.organisation_id from membership m join app_user u on u.id = m.user_id where {Unconfirmed})
            """, WaitsForCode),
        new("app_user", $"app_user u where {Unconfirmed}", WaitsForCode),
        new("refresh_token", "refresh_token where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("user_session", "user_session where least(revoked_at, expires_at) < now() - $1", TimeSpan.FromDays(30)),
        new("password_reset", "password_reset where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("passkey_challenge", "passkey_challenge where expires_at < now() - $1", TimeSpan.Zero),
        new("shown_token", "shown_token where expires_at < now() - $1", TimeSpan.Zero),
        new("invitation", "invitation where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("sign_in_throttle", "sign_in_throttle where updated_at < now() - $1", TimeSpan.FromDays(90)),
    ];
}
