using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>Who a provider says that somebody is.</summary>
/// <param name="Email">As <see cref="User.NormalizeEmail"/> writes it; null where the provider has not verified it.</param>
/// <param name="Roles">Values of the claim of roles.</param>
/// <param name="HasSecondFactor">The provider says so (<c>amr</c>).</param>
/// <param name="ExpiresAt">Of the token.</param>
internal sealed record ProvenIdentity(
    string Issuer, string Subject, string? Email, string? Name, IReadOnlyList<string> Roles, bool HasSecondFactor,
    DateTimeOffset ExpiresAt);

/// <summary>
/// Checks identity tokens: signed by a key of the provider that is configured, issued by it, made out to the console, and of now. That the
/// token belongs to the browser's own sign-in (state, nonce, code verifier) the console has checked before.
/// </summary>
internal sealed partial class IdentityTokens(
    IdentitySettings settings, IHttpClientFactory clients, TimeProvider clock, ILogger<IdentityTokens> logger)
{
    public const string Client = "openid-provider";

    /// <summary>Of keys that only the provider has: a token that is signed with a shared secret is none of its own.</summary>
    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Clocks of two machines differ by seconds.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The console brings a token at once, and again with a code that is typed within five minutes: an older one was kept.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Lazy<ConfigurationManager<OpenIdConnectConfiguration>> provider = new(() =>
    {
        var authority = settings.Oidc.Authority!;
        return new($"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(clients.CreateClient(Client)) { RequireHttps = authority.Scheme == "https" });
    });

    /// <returns>Null where the token is not to be believed.</returns>
    /// <exception cref="TimeoutException">The provider did not answer.</exception>
    public async Task<ProvenIdentity?> VerifyAsync(string token, CancellationToken ct)
    {
        OpenIdConnectConfiguration configuration;
        try
        {
            configuration = await provider.Value.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException unreachable)
        {
            throw new TimeoutException($"The OpenID provider did not answer: {unreachable.GetBaseException().Message}", unreachable);
        }

        var oidc = settings.Oidc;
        if (!IsSame(configuration.Issuer, oidc.Authority!.AbsoluteUri))
        {
            LogRefused($"the provider calls itself {configuration.Issuer}");
            return null;
        }

        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ConfigurationManager = provider.Value, ValidIssuer = configuration.Issuer, ValidAudience = oidc.ClientId,
            ValidAlgorithms = Algorithms, ClockSkew = Skew,
            LifetimeValidator = (from, to, _, _) => to is { } end && end.ToUniversalTime() > (clock.GetUtcNow() - Skew).UtcDateTime
                && (from is null || from.Value.ToUniversalTime() < (clock.GetUtcNow() + Skew).UtcDateTime),
        });
        if (!result.IsValid)
        {
            LogRefused(result.Exception.GetType().Name);
            return null;
        }

        var read = (JsonWebToken)result.SecurityToken;
        // One that several are named in is for whom it says (OpenID Connect Core 3.1.3.7).
        if (read.TryGetPayloadValue<string>("azp", out var party) ? party != oidc.ClientId : read.Audiences.Count() > 1)
        {
            LogRefused("it was made out to somebody else");
            return null;
        }

        if (read.IssuedAt < (clock.GetUtcNow() - MaxAge).UtcDateTime)
        {
            LogRefused("it is older than ten minutes");
            return null;
        }

        var email = ReadTexts(read, "email").FirstOrDefault();
        var isVerified = ReadTexts(read, "email_verified").FirstOrDefault() is "true" or "True";
        return read.Subject is not { Length: > 0 and <= 300 } subject ? null : new ProvenIdentity(
            configuration.Issuer, subject, isVerified && email is not null ? User.NormalizeEmail(email) : null,
            ReadTexts(read, "name").FirstOrDefault(), ReadTexts(read, oidc.RoleClaim),
            ReadTexts(read, "amr").Contains("mfa", StringComparer.Ordinal), read.ValidTo);
    }

    private static bool IsSame(string? issuer, string authority) => issuer?.TrimEnd('/') == authority.TrimEnd('/');

    /// <summary>A claim that is one value, or a list of them.</summary>
    private static string[] ReadTexts(JsonWebToken token, string claim) =>
        !token.TryGetPayloadValue<JsonElement>(claim, out var value) ? []
        : value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : [value.ToString()];

    [LoggerMessage(Level = LogLevel.Warning, Message = "An identity token was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
