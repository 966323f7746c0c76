using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace Nexa.Web.Session;

/// <summary>What was right, and waits for the second factor: e-mail and password, or a provider's identity token.</summary>
internal sealed record WaitingSignIn(string? Email, string? Password, string? IdToken);

/// <summary>
/// Sign-ins whose password or identity token was right, until the second factor comes with the next request: nobody types the password
/// twice, and the browser does not get it back.
/// </summary>
internal sealed class WaitingSignIns(IMemoryCache cache)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>The id, which the browser sends back.</returns>
    public string Keep(WaitingSignIn shown)
    {
        var id = RandomNumberGenerator.GetHexString(64);
        cache.Set(Name(id), shown, Patience);
        return id;
    }

    /// <summary>Null after a while, or where the console was started anew: what was shown is asked for again.</summary>
    public WaitingSignIn? Find(string? id) =>
        id is not null && cache.TryGetValue(Name(id), out WaitingSignIn? kept) ? kept : null;

    public void Forget(string id) => cache.Remove(Name(id));

    private static string Name(string id) => $"waiting:{id}";
}
