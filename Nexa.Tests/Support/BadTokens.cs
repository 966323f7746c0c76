using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Support;

/// <summary>Tokens that look like the API's own and must not pass.</summary>
internal static class BadTokens
{
    public static async Task<List<(string Name, string Token)>> OfAsync(ApiHost host, User user)
    {
        var ct = TestContext.Current.CancellationToken;
        var good = await host.TokenAsync(user);
        var sid = ReadSession(good).ToString();
        var key = await host.Services.GetRequiredService<SigningKeys>().GetAsync(ct);
        var parts = good.Split('.');
        var revoked = await host.TokenAsync(user);
        var revokedId = ReadSession(revoked);
        await host.WithDbAsync(db => db.Sessions.Where(s => s.Id == revokedId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, DateTimeOffset.UtcNow), ct));
        return
        [
            ("nonsense", "nonsense"),
            ("expired", Token(key, issuedAgo: TimeSpan.FromHours(2))),
            ("not valid yet", Token(key, issuedAgo: TimeSpan.FromHours(-1))),
            ("signed with another key", Token(new SymmetricSecurityKey(new byte[64]))),
            ("for another audience", Token(key, audience: "somebody-else")),
            ("of another issuer", Token(key, issuer: "somebody-else")),
            ("signed with another algorithm", Token(key, algorithm: SecurityAlgorithms.HmacSha512)),
            ("alg none", $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."),
            ("alg None with the old signature", $"{Encoded("""{"alg":"None","typ":"JWT"}""")}.{parts[1]}.{parts[2]}"),
            ("without a signature", $"{parts[0]}.{parts[1]}."),
            ("changed",
                $"{parts[0]}.{Encoded($$"""
                    {"sub":"{{user.Id}}","sid":"{{sid}}","org":"{{user.Id}}","iss":"nexa","aud":"nexa-api","exp":4102444800}
                    """)}.{parts[2]}"),
            ("of no session", Token(key, session: Guid.NewGuid().ToString())),
            ("without a session", Token(key, session: "none")),
            ("of a revoked session", revoked),
            ("of another organisation", Token(key, organisation: Organisation.Anonymous.ToString())),
            ("of no organisation that there is", Token(key, organisation: Guid.NewGuid().ToString())),
            ("whose organisation is no id", Token(key, organisation: "none")),
            ("an unknown API key", "nexa_" + Secret.New()),
        ];

        string Token(SecurityKey with, string audience = AccessTokens.Audience, string issuer = AccessTokens.Issuer,
            string algorithm = SecurityAlgorithms.HmacSha256, TimeSpan issuedAgo = default, string? session = null,
            string? organisation = null) =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                IssuedAt = DateTime.UtcNow - issuedAgo,
                NotBefore = DateTime.UtcNow - issuedAgo,
                Expires = DateTime.UtcNow - issuedAgo + TimeSpan.FromHours(1),
                Claims = new Dictionary<string,
                object>(StringComparer.Ordinal) { ["sub"] = user.Id.ToString(), ["sid"] = session ?? sid, ["org"] = organisation
                    ?? user.Id.ToString() },
                SigningCredentials = new SigningCredentials(with, algorithm),
            });
    }

    public static Guid ReadSession(string token) => Guid.Parse(new JsonWebToken(token).GetPayloadValue<string>("sid"));

    private static string Encoded(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));
}
