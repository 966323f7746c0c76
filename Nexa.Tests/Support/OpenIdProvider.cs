using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Nexa.Tests.Support;

/// <summary>Somebody as the provider knows them.</summary>
internal sealed record ProviderPerson(string Email, params string[] Roles)
{
    public string Subject { get; init; } = Guid.NewGuid().ToString();
    public string Name { get; init; } = "Ana Souza";
    public bool IsVerified { get; init; } = true;
    public string[] Amr { get; init; } = ["pwd"];
}

/// <summary>
/// An OpenID provider on the loopback (OpenIddict) that knows one client, asks nobody for a password and signs in whoever the test names.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "nexa-console";
    private readonly WebApplication app;
    private readonly RsaSecurityKey key;

    private OpenIdProvider(WebApplication app, RsaSecurityKey key) => (this.app, this.key) = (app, key);

    public static string ClientSecret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));

    /// <summary>Who comes next.</summary>
    public ProviderPerson Person { get; set; } = new("ana@acme.example", "nexa-analyst");

    /// <summary>Put into the code in place of the one that the browser was sent with; null for that one.</summary>
    public string? Nonce { get; set; }

    public Uri Address => new(app.Urls.Single());

    public static async Task<OpenIdProvider> StartAsync(int port = 0)
    {
        var signs = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "key-of-the-test" };
        var codes = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.RegisterScopes("openid", "profile", "email").AddEphemeralEncryptionKey().AddSigningKey(signs);
            // No store: what it would keep stands in the codes, and those that were used are remembered here.
            server.EnableDegradedMode().UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId)
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                }

                return ValueTask.CompletedTask;
            }));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidClient);
                }
                else if (!codes.TryAdd(context.Request.Code!, true))
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidGrant);
                }

                return ValueTask.CompletedTask;
            }));
        });
        var built = builder.Build();
        var provider = new OpenIdProvider(built, signs);
        built.UseAuthentication();
        built.MapGet("/connect/authorize", provider.Authorize);
        await built.StartAsync();
        // Its first answers are compiled while they are made, which a busy machine does for longer than Nexa waits.
        using var first = new HttpClient { BaseAddress = provider.Address };
        foreach (var page in (string[])[".well-known/openid-configuration", ".well-known/jwks"])
        {
            using var answer = await first.GetAsync(new Uri(page, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }

        return provider;
    }

    /// <summary>Settings of an API whose organisation trusts this provider.</summary>
    public List<(string Key, string Value)> SettingsFor(Guid organisation) =>
    [
        ("Nexa:Oidc:Authority", Address.AbsoluteUri), ("Nexa:Oidc:ClientId", ClientId),
        ("Nexa:Oidc:Organisation", organisation.ToString()), ("Nexa:Oidc:EmailDomains:0", "acme.example"),
        ("Nexa:Oidc:AdminRoles:0", "nexa-admin"), ("Nexa:Oidc:AnalystRoles:0", "nexa-analyst"), ("Nexa:Oidc:ReaderRoles:0", "nexa-reader"),
    ];

    /// <summary>Signs a person in as a console does, with a code that is exchanged.</summary>
    /// <returns>The identity token.</returns>
    public async Task<string> SignInAsync(ProviderPerson person, CancellationToken ct)
    {
        Person = person;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        using var sent = await http.GetAsync(new Uri(QueryHelpers.AddQueryString("/connect/authorize",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = ClientId, ["response_type"] = "code", ["redirect_uri"] = "http://127.0.0.1/back", ["nonce"] = "a nonce",
                ["scope"] = "openid profile email", ["code_challenge_method"] = "S256",
                ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier))),
            }), UriKind.Relative), ct);
        var code = QueryHelpers.ParseQuery(sent.Headers.Location!.Query)["code"].ToString();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = "http://127.0.0.1/back",
            ["client_id"] = ClientId, ["client_secret"] = ClientSecret, ["code_verifier"] = verifier,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("id_token").GetString()!;
    }

    /// <summary>An identity token that is right but for what the test changes.</summary>
    public string Sign(ProviderPerson person, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Address.AbsoluteUri, Audience = ClientId, IssuedAt = DateTime.UtcNow, Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = person.Subject, ["email"] = person.Email, ["email_verified"] = person.IsVerified, ["name"] = person.Name,
                ["roles"] = person.Roles, ["amr"] = person.Amr, ["nonce"] = "a nonce",
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>The same with other bytes in it.</summary>
    public string SignInstead(ProviderPerson person, string old, string with) => new JsonWebTokenHandler().CreateToken(
        Base64UrlEncoder.Decode(Sign(person).Split('.')[1]).Replace(old, with, StringComparison.Ordinal),
        new SigningCredentials(key, SecurityAlgorithms.RsaSha256));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Rsa.Dispose();
    }

    private IResult Authorize(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        request.Nonce = Nonce ?? request.Nonce;
        var person = Person;
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        identity.SetClaim("sub", person.Subject).SetClaim("name", person.Name).SetClaim("email", person.Email)
            .SetClaim("email_verified", person.IsVerified).SetClaims("roles", [.. person.Roles]).SetClaims("amr", [.. person.Amr]);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), new AuthenticationProperties(),
            OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
