using Nexa.Core.Data;

namespace Nexa.Core.Identity;

/// <summary>The tables of signing in whose rows expire.</summary>
internal static class SignInRows
{
    public static Expiry[] Expiries { get; } =
    [
        new("refresh_token", "refresh_token where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("user_session", "user_session where least(revoked_at, expires_at) < now() - $1", TimeSpan.FromDays(30)),
        new("password_reset", "password_reset where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("invitation", "invitation where expires_at < now() - $1", TimeSpan.FromDays(1)),
        new("sign_in_throttle", "sign_in_throttle where updated_at < now() - $1", TimeSpan.FromDays(90)),
    ];
}
