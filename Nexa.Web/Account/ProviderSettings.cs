namespace Nexa.Web.Account;

/// <summary>The section <c>Oidc</c>: the OpenID provider that people may sign in by. Off without an authority.</summary>
internal sealed class ProviderSettings
{
    /// <summary>The provider's issuer, the same as the API's <c>Nexa:Oidc:Authority</c>.</summary>
    public Uri? Authority { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>As the button of the sign-in page names it.</summary>
    public string Name { get; init; } = "a conta da empresa";

    /// <summary>What is asked for besides <c>openid</c>, <c>profile</c> and <c>email</c>, where roles need a scope of their own.</summary>
    public string[] Scopes { get; init; } = [];

    public bool IsSet => Authority is not null;

    /// <summary>Why the console must not start like this, or null.</summary>
    public string? RefusalIn(IHostEnvironment environment) => this switch
    {
        { Authority: null } => null,
        { Authority: { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } } =>
            "Oidc:Authority must be an address that begins with https://.",
        { ClientId: null or "" } => "Oidc:ClientId is missing: name the client that the provider knows the console by.",
        { Authority: { Scheme: "http", IsLoopback: false } } when !environment.IsDevelopment() =>
            "Oidc:Authority begins with http://; outside development a provider of another machine is asked by https:// alone.",
        _ => null,
    };
}
