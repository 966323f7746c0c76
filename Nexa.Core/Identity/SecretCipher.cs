using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>
/// Encrypts secrets that the database keeps and Nexa must read again (AES-256-GCM), with <c>Nexa:EncryptionKey</c>, which is not in it. In
/// development one is made once and kept in PostgreSQL for all replicas.
/// </summary>
/// <param name="settings">Its keys.</param>
/// <param name="database">With the rights to read the key that is kept in PostgreSQL.</param>
public sealed class SecretCipher(EncryptionSettings settings, NpgsqlDataSource database)
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NameBytes = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NameBytes + NonceBytes + TagBytes;

    private volatile Key[]? keys;

    /// <param name="plain">The secret.</param>
    /// <param name="purpose">What it is and whose: decrypted as anything else, it is refused.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<byte[]> EncryptAsync(byte[] plain, string purpose, CancellationToken ct)
    {
        var key = (await GetKeysAsync(ct))[0];
        var kept = new byte[HeadBytes + plain.Length];
        kept[0] = Version;
        key.Name.CopyTo(kept, 1);
        var nonce = kept.AsSpan(1 + NameBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Encrypt(nonce, plain, kept.AsSpan(HeadBytes), kept.AsSpan(HeadBytes - TagBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return kept;
    }

    /// <exception cref="CryptographicException">None of the keys fits, or the bytes were changed or moved from elsewhere.</exception>
    public async Task<byte[]> DecryptAsync(byte[] kept, string purpose, CancellationToken ct)
    {
        var key = kept is [Version, ..] && kept.Length >= HeadBytes ? Array.Find(await GetKeysAsync(ct), one => HasName(kept, one)) : null;
        if (key is null)
        {
            throw new CryptographicException("A secret was encrypted with a key that neither Nexa:EncryptionKey nor "
                + "Nexa:PreviousEncryptionKeys has.");
        }

        var plain = new byte[kept.Length - HeadBytes];
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Decrypt(kept.AsSpan(1 + NameBytes, NonceBytes), kept.AsSpan(HeadBytes), kept.AsSpan(HeadBytes - TagBytes, TagBytes), plain,
            Encoding.UTF8.GetBytes(purpose));
        return plain;
    }

    /// <summary>The secret under the key of today; null where it is under that already.</summary>
    public async Task<byte[]?> RenewAsync(byte[] kept, string purpose, CancellationToken ct) =>
        HasName(kept, (await GetKeysAsync(ct))[0]) ? null : await EncryptAsync(await DecryptAsync(kept, purpose, ct), purpose, ct);

    private static bool HasName(byte[] kept, Key key) => kept.AsSpan(1, NameBytes).SequenceEqual(key.Name);

    private async ValueTask<Key[]> GetKeysAsync(CancellationToken ct) => keys ??= await LoadAsync(ct);

    private async Task<Key[]> LoadAsync(CancellationToken ct)
    {
        if (settings.EncryptionKey is { Length: > 0 } configured)
        {
            return [.. settings.PreviousEncryptionKeys.Prepend(configured).Select(key => Derive(Encoding.UTF8.GetBytes(key)))];
        }

        return [Derive(await SigningKeyRows.GetOrAddForSecretsAsync(database, RandomNumberGenerator.GetBytes(64), ct))];
    }

    private static Key Derive(byte[] given) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, given, KeyBytes, info: "nexa secrets"u8.ToArray()),
        HKDF.DeriveKey(HashAlgorithmName.SHA256, given, NameBytes, info: "nexa name of key"u8.ToArray()));

    /// <param name="Bytes">The key.</param>
    /// <param name="Name">Stands before each secret that the key has encrypted, and says nothing of the key.</param>
    private sealed record Key(byte[] Bytes, byte[] Name);
}
