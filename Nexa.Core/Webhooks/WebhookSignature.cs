using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nexa.Core.Webhooks;

/// <summary>
/// <c>t=&lt;unix seconds&gt;,v1=&lt;hex of HMAC-SHA256(secret, "t.body")&gt;</c>: the time is signed too, so that an old call can't be
/// sent again.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "Nexa-Signature";

    public static string Of(string secret, string body, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }
}
