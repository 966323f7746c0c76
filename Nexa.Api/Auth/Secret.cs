using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace Nexa.Api.Auth;

/// <summary>Tokens that the database knows only by hash: 256 random bits, so that a plain SHA-256 is enough.</summary>
internal static class Secret
{
    /// <summary>Characters of one.</summary>
    public const int Length = 43;

    public static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string New() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The secret that follows another one: the same each time, so that it can be given again although only its hash is stored. Without
    /// the key nobody computes it.
    /// </summary>
    public static string Derive(string secret, SymmetricSecurityKey key) =>
        WebEncoders.Base64UrlEncode(HMACSHA256.HashData(key.Key, Encoding.UTF8.GetBytes($"refresh:{secret}")));

    public static byte[] ComputeHash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The hash as a name, for what is remembered of a secret.</summary>
    public static string NameHash(string secret) => Convert.ToHexString(ComputeHash(secret));
}
