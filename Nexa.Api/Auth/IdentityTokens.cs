using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect.Configuration;
using Microsoft.IdentityModel.Tokens;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>Who a provider says that somebody is.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The provider's id for them.</param>
/// <param name="Email">As <see cref="User.NormalizeEmail"/> writes it; null where the provider has not verified it.</param>
/// <param name="Name">As the provider writes it; empty where it does not, 200 characters at most.</param>
/// <param name="Roles">Values of the claim of roles.</param>
/// <param name="HasSecondFactor">The provider has asked for a second factor that counts here.</param>
/// <param name="ExpiresAt">Of the token.</param>
internal sealed record ProvenIdentity(
    string Issuer, string Subject, string? Email, string Name, IReadOnlyList<string> Roles, bool HasSecondFactor,
    DateTimeOffset ExpiresAt);

/// <summary>The provider did not answer in time, or not as a provider does.</summary>
internal sealed class ProviderAwayException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// Checks identity tokens: signed by a key of the provider that is configured, issued by it, made out to the console, and of now. That the
/// token belongs to the browser's own sign-in (state, nonce, code verifier) the console has checked before.
/// </summary>
internal sealed partial class IdentityTokens(
    IdentitySettings settings, IHttpClientFactory clients, TimeProvider clock, ILogger<IdentityTokens> logger)
{
    public const string Client = "openid-provider";

    /// <summary>Bytes of the provider's own description or keys; those of large ones have some 20,000.</summary>
    public const int LargestAnswer = 1024 * 1024;

    /// <summary>Of the provider, for all that a sign-in asks it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Of keys that only the provider has: a token that is signed with a shared secret is none of its own.</summary>
    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Clocks of two machines differ by seconds.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The console brings a token at once, and again with a code that is typed within five minutes: an older one was kept.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private static readonly PlainEmailAttribute PlainEmail = new();

    private readonly Lazy<ConfigurationManager<OpenIdConnectConfiguration>> provider = new(() =>
    {
        var authority = settings.Oidc.Authority!;
        return new($"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(clients.CreateClient(Client)) { RequireHttps = authority.Scheme == "https" },
            new OpenIdConnectConfigurationValidator());
    });

    /// <returns>Null where the token is not to be believed.</returns>
    /// <exception cref="ProviderAwayException">The provider did not answer.</exception>
    public async Task<ProvenIdentity?> VerifyAsync(string token, CancellationToken ct)
    {
        var configuration = await LoadAsync(ct);
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
        try
        {
            var claims = JsonElement.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload));
            if (FindFault(read, claims) is { } fault)
            {
                LogRefused(fault);
                return null;
            }

            return Describe(read, claims);
        }
        catch (InvalidOperationException)
        {
            LogRefused("it has half a character"); // one of a pair, which no text is made of
            return null;
        }
    }

    private ProvenIdentity Describe(JsonWebToken read, JsonElement claims)
    {
        var oidc = settings.Oidc;
        var email = ReadTexts(claims, "email") is [{ Length: <= 320 } one] && PlainEmail.IsValid(one) ? User.NormalizeEmail(one) : null;
        var isVerified = ReadTexts(claims, oidc.EmailVerifiedClaim) is ["true" or "True" or "1"];
        var given = ReadTexts(claims, "name").FirstOrDefault() ?? "";
        var name = string.Concat(given.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return new ProvenIdentity(read.Issuer, read.Subject, isVerified ? email : null, name[..Math.Min(name.Length, 200)],
            ReadTexts(claims, oidc.RoleClaim),
            ReadTexts(claims, "amr").Concat(ReadTexts(claims, "acr")).Intersect(oidc.SecondFactorValues, StringComparer.Ordinal).Any(),
            new DateTimeOffset(read.ValidTo, TimeSpan.Zero));
    }

    private async Task<OpenIdConnectConfiguration> LoadAsync(CancellationToken ct)
    {
        // Requests that ask for the first time wait for each other: each has its own patience.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await provider.Value.GetConfigurationAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception failure) when (failure is InvalidOperationException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new ProviderAwayException($"The OpenID provider did not answer: {failure.GetBaseException().Message}", failure);
        }
    }

    /// <summary>What no signature tells (OpenID Connect Core 3.1.3.7).</summary>
    private string? FindFault(JsonWebToken token, JsonElement claims)
    {
        var now = clock.GetUtcNow();
        return token switch
        {
            { Subject: not { Length: > 0 and <= 300 } } => "it names nobody",
            { Subject: var subject } when subject.Any(char.IsControl) => "it names nobody",
            // The console always sends one: without it the token is of another kind, such as one of a sign-out.
            _ when ReadTexts(claims, "nonce") is not [{ Length: > 0 }] => "it has no nonce",
            _ when !IsForConsole(token, ReadTexts(claims, "azp")) => "it was made out to somebody else",
            _ when token.IssuedAt < (now - MaxAge).UtcDateTime || token.IssuedAt > (now + Skew).UtcDateTime => "it is not of now",
            // More groups than the token holds (OpenID Connect Core 5.6.2): no roles would be a wrong answer.
            _ when ReadTexts(claims, settings.Oidc.RoleClaim) is [] && claims.TryGetProperty("_claim_names", out var elsewhere)
                && elsewhere.ValueKind == JsonValueKind.Object && elsewhere.TryGetProperty(settings.Oidc.RoleClaim, out _) =>
                "its roles stand elsewhere: let the provider send those of the application alone",
            _ => null,
        };
    }

    private bool IsForConsole(JsonWebToken token, string[] parties) =>
        parties is [] ? token.Audiences.Count() == 1 : parties is [var party] && party == settings.Oidc.ClientId;

    private static bool IsSame(string? issuer, string authority) => issuer?.TrimEnd('/') == authority.TrimEnd('/');

    /// <summary>A claim that is one value, or a list of them.</summary>
    private static string[] ReadTexts(JsonElement claims, string claim) =>
        !claims.TryGetProperty(claim, out var value) ? []
        : value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : value.ValueKind is JsonValueKind.Object or JsonValueKind.Null ? []
        : [value.ToString()];

    [LoggerMessage(Level = LogLevel.Warning, Message = "An identity token was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
