using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Nexa.Api.Auth;

/// <summary>Tokens that the database knows only by hash: 256 random bits, so that a plain SHA-256 is enough.</summary>
internal static class Secret
{
    public static string New() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
