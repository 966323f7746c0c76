using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// The keys that sign and verify access tokens: the configured ones, or else one that all replicas share through PostgreSQL.
/// </summary>
internal sealed class SigningKeys(IdentitySettings settings, IServiceScopeFactory scopes)
{
    private volatile SymmetricSecurityKey[]? keys;

    /// <summary>All keys that verify; the first one signs.</summary>
    public IReadOnlyList<SymmetricSecurityKey> Loaded => keys ?? [];

    public async ValueTask<SymmetricSecurityKey> GetAsync(CancellationToken ct) => (keys ??= await LoadAsync(ct))[0];

    private async Task<SymmetricSecurityKey[]> LoadAsync(CancellationToken ct)
    {
        if (settings.SigningKey is { Length: > 0 } configured)
        {
            return [.. settings.PreviousSigningKeys.Prepend(configured)
                .Select(key => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)))];
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetAllOrganisations();
        var candidate = RandomNumberGenerator.GetBytes(64);
        return [new SymmetricSecurityKey(await SigningKeyRows.GetOrAddAsync(db, candidate, ct))];
    }
}

/// <summary>Remembers tokens whose signature was verified, until they expire; their session is still looked up on every use.</summary>
internal sealed class VerifiedTokens(TimeProvider time)
{
    /// <summary>Some 3 MB of hashes; more are forgotten, and their tokens verified again.</summary>
    private const int MostTokens = 20_000;
    private readonly ConcurrentDictionary<string, (Guid SessionId, Guid Organisation, DateTime ValidTo)> tokens =
        new(StringComparer.Ordinal);

    public (Guid SessionId, Guid Organisation)? Find(string header)
    {
        var hash = ComputeHash(header);
        if (!tokens.TryGetValue(hash, out var token))
        {
            return null;
        }

        if (token.ValidTo > time.GetUtcNow().UtcDateTime)
        {
            return (token.SessionId, token.Organisation);
        }

        tokens.TryRemove(hash, out _);
        return null;
    }

    public void Remember(string header, Guid sessionId, Guid organisation, DateTime validTo)
    {
        if (tokens.Count >= MostTokens)
        {
            tokens.Clear();
        }

        tokens[ComputeHash(header)] = (sessionId, organisation, validTo);
    }

    // What is kept has one size, however much a caller puts around the token.
    private static string ComputeHash(string header) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(header)));
}

/// <summary>
/// Access tokens: short-lived, naming an organisation and a session; the session and the person's role there are looked up on every use
/// (<see cref="Sessions"/>).
/// </summary>
internal sealed class AccessTokens(IdentitySettings settings, SigningKeys keys, TimeProvider time)
{
    public const string Issuer = "nexa";
    public const string Audience = "nexa-api";

    /// <summary>Bytes; those that Nexa issues have some 400.</summary>
    private const int LargestToken = 2 * 1024;

    /// <summary>With the name of the scheme and some space.</summary>
    private const int LargestHeader = LargestToken + 64;

    public TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(settings.AccessTokenMinutes);

    /// <param name="userId">The person.</param>
    /// <param name="sessionId">Looked up on every use.</param>
    /// <param name="organisation">Where the person works with the token; null for nowhere.</param>
    /// <param name="amr">How the person showed who they are, for the client to read: what counts is what the session says.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string> IssueAsync(
        Guid userId, Guid sessionId, Guid? organisation, IReadOnlyList<string> amr, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = userId.ToString(), ["sid"] = sessionId.ToString(), ["org"] = (organisation ?? Guid.Empty).ToString(),
                ["amr"] = amr,
            },
            SigningCredentials = new SigningCredentials(await keys.GetAsync(ct), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Makes the bearer handler check issuer, audience, algorithm, signature and expiry.</summary>
    public static void Configure(JwtBearerOptions options, SigningKeys keys, VerifiedTokens verified)
    {
        options.MapInboundClaims = false;
        foreach (var handler in options.TokenHandlers.OfType<JsonWebTokenHandler>())
        {
            handler.MaximumTokenSizeInBytes = LargestToken;
        }

        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeyResolver = (_, _, _, _) => keys.Loaded,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = async context =>
            {
                await keys.GetAsync(context.HttpContext.RequestAborted);
                if (context.Request.Headers.Authorization is [{ Length: > LargestHeader }])
                {
                    context.Fail("The token is larger than any of Nexa's."); // spaces around it would be hashed, too
                    return;
                }

                if (context.Request.Headers.Authorization is [{ } header] && verified.Find(header) is var (session, named)
                    && await FindUserAsync(context.HttpContext, session, named) is { } user)
                {
                    context.Principal = ClientAddress.BuildPrincipal(user, context.HttpContext, context.Scheme.Name);
                    context.Success();
                }
            },
            OnTokenValidated = async context =>
            {
                var token = (JsonWebToken)context.SecurityToken;
                if (Guid.TryParse(token.GetPayloadValue<string>("sid"), out var sessionId))
                {
                    context.HttpContext.Items[typeof(RefusedSession)] = new RefusedSession(sessionId);
                }

                if (sessionId == Guid.Empty || !token.TryGetPayloadValue<string>("org", out var org) || !Guid.TryParse(org, out var organisation)
                    || await FindUserAsync(context.HttpContext, sessionId, organisation) is not { } user)
                {
                    context.Fail("The session has ended.");
                    return;
                }

                verified.Remember(context.Request.Headers.Authorization.ToString(), sessionId, organisation,
                    context.SecurityToken.ValidTo);
                context.Principal = ClientAddress.BuildPrincipal(user, context.HttpContext, context.Scheme.Name);
            },
        };

        static Task<CurrentUser?> FindUserAsync(HttpContext http, Guid sessionId, Guid organisation) =>
            http.RequestServices.GetRequiredService<Sessions>().FindAsync(sessionId, organisation);
    }
}
