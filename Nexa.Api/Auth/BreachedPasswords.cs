using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nexa.Api.Auth;

/// <summary>
/// Passwords of 12 characters or more that stand in lists of leaked ones: the first 8 bytes of SHA-256 over each, sorted, in
/// <c>breached-passwords.bin</c>. Its LICENSE says where they come from.
/// </summary>
internal static class BreachedPasswords
{
    private static readonly ulong[] Hashes = Load();

    /// <param name="folded">In lower case, without accents.</param>
    public static bool Has(string folded) =>
        Array.BinarySearch(Hashes, BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(folded)))) >= 0;

    private static ulong[] Load()
    {
        using var stream = typeof(BreachedPasswords).Assembly.GetManifestResourceStream("Nexa.Api.Auth.breached-passwords.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return [.. Enumerable.Range(0, bytes.Length / sizeof(ulong))
            .Select(i => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong))))];
    }
}
