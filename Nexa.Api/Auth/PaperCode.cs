using System.Security.Cryptography;

namespace Nexa.Api.Auth;

/// <summary>
/// A recovery code: 16 letters and digits that are not taken for one another on paper. Its 80 bits are out of reach of whoever guesses with
/// the hash at hand.
/// </summary>
internal static class PaperCode
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz023456789";
    private const int Length = 16;
    private const int Group = 4;

    /// <summary>As it is shown: <c>ab3d-9fgh-2jkm-npqr</c>.</summary>
    public static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Letters, Length).Chunk(Group).Select(group => new string(group)));

    /// <summary>Without case, hyphens and spaces; null for what has not the shape of one.</summary>
    public static string? Normalize(string typed)
    {
        var letters = string.Concat(typed.Where(c => c != '-' && !char.IsWhiteSpace(c))).ToLowerInvariant();
        return letters.Length == Length && letters.All(Letters.Contains) ? letters : null;
    }

    public static byte[] ComputeHash(string normalized) => Secret.ComputeHash(normalized);
}
