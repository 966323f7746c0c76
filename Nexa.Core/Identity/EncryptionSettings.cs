using System.Text;
using Microsoft.Extensions.Hosting;

namespace Nexa.Core.Identity;

/// <summary>The section <c>Nexa</c>, as far as it speaks of secrets that the database keeps.</summary>
public sealed class EncryptionSettings
{
    private const int LeastKeyBytes = 32;

    /// <summary>
    /// Encrypts secrets that the database keeps (AES-256-GCM), the same for API and worker. Required but in development, where one is made
    /// once and kept in PostgreSQL.
    /// </summary>
    public string? EncryptionKey { get; init; }

    /// <summary>Keys that no longer encrypt but still decrypt, until <c>renew-encryption</c> was run.</summary>
    public string[] PreviousEncryptionKeys { get; init; } = [];

    /// <summary>Why API and worker must not start like this, or null.</summary>
    public string? RefusalIn(IHostEnvironment environment) =>
        PreviousEncryptionKeys.Prepend(EncryptionKey).OfType<string>().Any(key => key.Length > 0 && IsShort(key))
            ? $"Nexa:EncryptionKey is too short: give at least {LeastKeyBytes} random bytes, such as `openssl rand -base64 48` prints."
            : !environment.IsDevelopment() && EncryptionKey is null or ""
            ? "Nexa:EncryptionKey is missing: set it to at least 32 random bytes, such as `openssl rand -base64 48` prints, and keep it."
            : null;

    private static bool IsShort(string key) => Encoding.UTF8.GetByteCount(key) < LeastKeyBytes;
}
