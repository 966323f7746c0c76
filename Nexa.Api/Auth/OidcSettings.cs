using System.ComponentModel.DataAnnotations;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// The OpenID provider whose people sign in without a password of Nexa's, and what its claims make of them. Off without an authority. The
/// console has the client's secret (<c>Oidc</c> in its own settings); the API checks the identity tokens that the console brings.
/// </summary>
internal sealed class OidcSettings
{
    /// <summary>The provider's issuer, such as <c>https://login.example.com/realms/acme</c>; sign-in by it is off without one.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Whom identity tokens must be made out to: the client id of the console.</summary>
    public string? ClientId { get; init; }

    /// <summary>Id of the organisation that people who come this way are members of. Their sessions work there alone.</summary>
    public Guid? Organisation { get; init; }

    /// <summary>Domains of the e-mail addresses that the provider speaks for; nobody with another one is linked or made.</summary>
    public string[] EmailDomains { get; init; } = [];

    /// <summary>
    /// The claim of the identity token that says whether the e-mail was verified; <c>xms_edov</c> at Entra ID. Without it nobody is linked.
    /// </summary>
    public string EmailVerifiedClaim { get; init; } = "email_verified";

    /// <summary>The claim of the identity token that has the person's roles or groups.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Values of the claim that make a person an ADMIN; of several roles the first of ADMIN, ANALYST and READER counts.</summary>
    public string[] AdminRoles { get; init; } = [];

    /// <summary>Values of the claim that make a person an ANALYST.</summary>
    public string[] AnalystRoles { get; init; } = [];

    /// <summary>Values of the claim that make a person a READER.</summary>
    public string[] ReaderRoles { get; init; } = [];

    /// <summary>Values of <c>amr</c> or <c>acr</c> that stand for Nexa's second factor, such as <c>mfa</c>; none.</summary>
    public string[] SecondFactorValues { get; init; } = [];

    /// <summary>A session that the provider began ends after so many hours: what has changed there holds then at the latest.</summary>
    [Range(1, 24 * 90)]
    public int SessionHours { get; init; } = 12;

    /// <summary>
    /// Whether people of <see cref="EmailDomains"/>, and those who are linked, also come into the organisation by password or passkey.
    /// </summary>
    public bool AllowPasswords { get; init; } = true;

    /// <summary>Null where none of the values gives a role.</summary>
    public string? FindRole(IReadOnlyCollection<string> values) =>
        new[] { (Roles.Admin, AdminRoles), (Roles.Analyst, AnalystRoles), (Roles.Reader, ReaderRoles) }
            .Where(role => role.Item2.Intersect(values, StringComparer.Ordinal).Any()).Select(role => role.Item1).FirstOrDefault();

    public bool SpeaksFor(string email) =>
        EmailDomains.Any(domain => email.EndsWith($"@{domain}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Why the API must not start like this, or null.</summary>
    public string? RefusalIn(IHostEnvironment environment) => this switch
    {
        { Authority: null } => null,
        { Authority: { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } } =>
            "Nexa:Oidc:Authority must be an address that begins with https://.",
        { Authority: { Scheme: "http", IsLoopback: false } } when !environment.IsDevelopment() =>
            "Nexa:Oidc:Authority begins with http://; outside development a provider of another machine is asked by https:// alone.",
        { ClientId: null or "" } => "Nexa:Oidc:ClientId is missing: name the client that the provider knows the console by.",
        { Organisation: null } => "Nexa:Oidc:Organisation is missing: name the id of the organisation that the provider's people work in.",
        { EmailDomains: [] } => "Nexa:Oidc:EmailDomains is empty: name the domains that the provider speaks for.",
        { EmailDomains: var domains } when domains.Any(domain => Uri.CheckHostName(domain) != UriHostNameType.Dns) =>
            "Nexa:Oidc:EmailDomains has what is no domain: write each like example.com.",
        { AdminRoles: [], AnalystRoles: [], ReaderRoles: [] } =>
            "Nexa:Oidc has none of AdminRoles, AnalystRoles and ReaderRoles: nobody could come in.",
        _ => null,
    };
}
