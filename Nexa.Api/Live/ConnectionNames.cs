using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using Nexa.Api.Auth;

namespace Nexa.Api.Live;

/// <summary>
/// What a hub connection is called towards its client: its id and a seal over the id and the session or key that made it, so that every replica
/// tells without asking whose it is.
/// </summary>
internal sealed class ConnectionNames(SigningKeys keys)
{
    private const char Separator = '.';

    public async Task<string> MakeAsync(string connection, CurrentUser user, CancellationToken ct) =>
        $"{connection}{Separator}{Seal(connection, user, await keys.GetAsync(ct))}";

    /// <summary>The id of a connection of this session or key.</summary>
    /// <returns>Null where it is another's, or none.</returns>
    public async Task<string?> FindOwnAsync(string name, CurrentUser user, CancellationToken ct)
    {
        await keys.GetAsync(ct);
        return name.LastIndexOf(Separator) is var at and > 0 && keys.Loaded.Any(key => CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Seal(name[..at], user, key)), Encoding.UTF8.GetBytes(name[(at + 1)..]))) ? name[..at] : null;
    }

    private static string Seal(string connection, CurrentUser user, SymmetricSecurityKey key) => WebEncoders.Base64UrlEncode(
        HMACSHA256.HashData(key.Key, Encoding.UTF8.GetBytes($"connection:{connection}:{user.SessionId ?? user.KeyId ?? user.Id}")));
}
