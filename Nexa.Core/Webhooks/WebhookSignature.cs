using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nexa.Core.Webhooks;

/// <summary>
/// Signatures as https://www.standardwebhooks.com defines them. Id and time are signed too, so that an old call can't be sent again.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    public static string CreateSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The three headers of a call.</summary>
    /// <param name="secret"><c>whsec_</c> and the key in base64.</param>
    /// <param name="id">Of the event: the same for every attempt and replay.</param>
    /// <param name="body">As it is sent, byte for byte.</param>
    /// <param name="at">Time of this attempt.</param>
    public static IEnumerable<KeyValuePair<string, string>> Sign(string secret, string id, string body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
        return [new(IdHeader, id), new(TimestampHeader, time), new(SignatureHeader, $"v1,{signature}")];
    }
}
