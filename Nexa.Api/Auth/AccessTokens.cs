using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nexa.Core.Data;

namespace Nexa.Api.Auth;

/// <summary>The keys that sign and verify access tokens: the configured ones, or else one that all replicas share through PostgreSQL.</summary>
internal sealed class SigningKeys(IdentitySettings settings, IServiceScopeFactory scopes)
{
    private volatile SecurityKey[]? keys;

    /// <summary>The first one signs.</summary>
    public IReadOnlyList<SecurityKey> Loaded => keys ?? [];

    public async ValueTask<SecurityKey> GetAsync(CancellationToken ct) => (keys ??= await LoadAsync(ct))[0];

    private async Task<SecurityKey[]> LoadAsync(CancellationToken ct)
    {
        if (settings.SigningKey is { Length: > 0 } configured)
        {
            return [.. settings.PreviousSigningKeys.Prepend(configured).Select(key => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)))];
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NexaDbContext>();
        var candidate = RandomNumberGenerator.GetBytes(64);
        await db.Database.ExecuteSqlAsync($"insert into signing_key (id, key) values (1, {candidate}) on conflict do nothing", ct);
        var kept = await db.Database.SqlQuery<byte[]>($"select key as value from signing_key").ToListAsync(ct);
        return [new SymmetricSecurityKey(kept[0])];
    }
}

/// <summary>Access tokens: short-lived, naming a session that is looked up on every use (<see cref="Sessions"/>).</summary>
internal sealed class AccessTokens(IdentitySettings settings, SigningKeys keys, TimeProvider time)
{
    public const string Issuer = "nexa";
    public const string Audience = "nexa-api";

    public TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(settings.AccessTokenMinutes);

    public async Task<string> IssueAsync(Guid userId, Guid sessionId, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = userId.ToString(), ["sid"] = sessionId.ToString() },
            SigningCredentials = new SigningCredentials(await keys.GetAsync(ct), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>How the bearer handler checks them: our issuer, our audience, our algorithm, signed and not expired.</summary>
    public static void Configure(JwtBearerOptions options, SigningKeys keys)
    {
        options.MapInboundClaims = false;
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
            OnMessageReceived = async context => await keys.GetAsync(context.HttpContext.RequestAborted),
            OnTokenValidated = async context =>
            {
                var user = Guid.TryParse(((JsonWebToken)context.SecurityToken).GetPayloadValue<string>("sid"), out var sessionId)
                    ? await context.HttpContext.RequestServices.GetRequiredService<Sessions>().FindAsync(sessionId)
                    : null;
                if (user is null)
                {
                    context.Fail("The session has ended.");
                    return;
                }

                context.Principal = ClientAddress.Principal(user, context.HttpContext, context.Scheme.Name);
            },
        };
    }
}
