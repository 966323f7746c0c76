using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Nexa.Api.Auth;

/// <summary>The section <c>Nexa</c> of the configuration, as far as it speaks of who may come in.</summary>
internal sealed class IdentitySettings
{
    public const int LeastIterations = 600_000;
    private const int LeastKeyBytes = 32;

    /// <summary>Requests without a sign-in act as the anonymous system user. For development only.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Whether <c>/register</c> is open to people without an invitation.</summary>
    public bool AllowRegistration { get; init; } = true;

    /// <summary>Whether an account is of use only once its e-mail address has been shown to be its person's; not in development.</summary>
    public bool VerifyEmail { get; init; } = true;

    /// <summary>Signs access tokens (HMAC-SHA256). Required but in development, where one is made once and kept in PostgreSQL.</summary>
    public string? SigningKey { get; init; }

    /// <summary>Keys that no longer sign but still verify, while the tokens that they signed live.</summary>
    public string[] PreviousSigningKeys { get; init; } = [];

    /// <summary>
    /// Who signs in with a second factor: <c>None</c>, <c>Admins</c> (and operators) or <c>Everyone</c>. Nobody has to in development.
    /// </summary>
    public RequiredSecondFactor RequireSecondFactor { get; init; } = RequiredSecondFactor.Admins;

    /// <summary>Whether classifications are approved and corrected only in sessions that were signed in with a second factor.</summary>
    public bool ApproveWithSecondFactor { get; init; }

    [Range(1, int.MaxValue)]
    public int AccessTokenMinutes { get; init; } = 10;

    [Range(1, int.MaxValue)]
    public int RefreshTokenDays { get; init; } = 14;

    /// <summary>After so many days even a session in daily use asks for the password again.</summary>
    [Range(1, int.MaxValue)]
    public int SessionDays { get; init; } = 90;

    /// <summary>A session that nothing was asked by for so long ends; null for never before <see cref="SessionDays"/>.</summary>
    [Range(1, int.MaxValue)]
    public int? IdleMinutes { get; init; }

    /// <summary>An API key ends so many days after it was made, those of before too; null for when its maker says.</summary>
    [Range(1, int.MaxValue)]
    public int? ApiKeyDays { get; init; }

    [Range(1, int.MaxValue)]
    public int PasswordResetMinutes { get; init; } = 30;

    [Range(1, 90)]
    public int InvitationDays { get; init; } = 7;

    /// <summary>Of PBKDF2-HMAC-SHA512 over each password.</summary>
    [Range(1, int.MaxValue)]
    public int PasswordIterations { get; init; } = LeastIterations;

    /// <summary>Where users open Nexa; links in mails start with it.</summary>
    public string PublicUrl { get; init; } = "http://localhost:5080";

    /// <summary>Browser origins that may call the API; none by default.</summary>
    public string[] CorsOrigins { get; init; } = [];

    /// <summary>Addresses and networks (CIDR) of the proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed; none.</summary>
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>A stranger gets in within five minutes.</summary>
    internal static IdentitySettings Development => new() { VerifyEmail = false, RequireSecondFactor = RequiredSecondFactor.None };

    /// <summary>
    /// Sessions that were last refreshed before then are idle. A session in use is refreshed once in the life of an access token, which
    /// is added: none ends too early.
    /// </summary>
    internal DateTimeOffset IdleSince(DateTimeOffset now) => IdleMinutes is { } minutes
        ? now.AddMinutes(-(minutes + AccessTokenMinutes)) : DateTimeOffset.MinValue;

    /// <summary>API keys that were made before then have ended, also where their own end was not bounded yet.</summary>
    internal DateTimeOffset OldestKey(DateTimeOffset now) => ApiKeyDays is { } days ? now.AddDays(-days) : DateTimeOffset.MinValue;

    /// <summary>A single address is the network of itself.</summary>
    internal static string ToNetwork(string proxy) => System.Net.IPAddress.TryParse(proxy, out var address)
        ? $"{address}/{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32)}" : proxy;

    private static bool IsShort(string key) => Encoding.UTF8.GetByteCount(key) < LeastKeyBytes;

    /// <summary>Why the API must not start like this, or null.</summary>
    public string? RefusalIn(IHostEnvironment environment)
    {
        var keys = PreviousSigningKeys.Prepend(SigningKey).OfType<string>().Where(key => key.Length > 0);
        if (keys.Any(IsShort))
        {
            return $"Nexa:SigningKey is too short: give at least {LeastKeyBytes} random bytes, for example from `openssl rand -base64 48`.";
        }

        if (TrustedProxies.FirstOrDefault(network => !System.Net.IPNetwork.TryParse(ToNetwork(network), out _)) is { } unclear)
        {
            return $"Nexa:TrustedProxies has '{unclear}', which is no network: write it like 10.0.0.5 or 10.0.0.0/24.";
        }

        if (CorsOrigins.FirstOrDefault(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var parsed)
            || parsed.GetLeftPart(UriPartial.Authority) != origin) is { } wild)
        {
            return $"Nexa:CorsOrigins has '{wild}', which is no origin: write each like https://console.example.com.";
        }

        if (environment.IsDevelopment())
        {
            return null;
        }

        return this switch
        {
            { AllowAnonymous: true } => "Nexa:AllowAnonymous is on; outside development nobody comes in without a sign-in: turn it off.",
            { SigningKey: null or "" } =>
                "Nexa:SigningKey is missing: set it to at least 32 random bytes, for example from `openssl rand -base64 48`.",
            { PasswordIterations: < LeastIterations } =>
                $"Nexa:PasswordIterations is below {LeastIterations}: outside development it can only be raised.",
            _ => null,
        };
    }
}
