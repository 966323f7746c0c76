using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace Nexa.Web.Session;

/// <summary>
/// Sign-ins whose password was right, until the second factor comes with the next request: nobody types the password twice, and the browser
/// does not get it back.
/// </summary>
internal sealed class WaitingSignIns(IMemoryCache cache)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>The id, which the browser sends back.</returns>
    public string Keep(string email, string password)
    {
        var id = RandomNumberGenerator.GetHexString(64);
        cache.Set(Name(id), (email, password), Patience);
        return id;
    }

    /// <summary>Null after a while, or where the console was started anew: the password is asked for again.</summary>
    public (string Email, string Password)? Find(string? id) =>
        id is not null && cache.TryGetValue(Name(id), out (string, string) kept) ? kept : null;

    public void Forget(string id) => cache.Remove(Name(id));

    private static string Name(string id) => $"waiting:{id}";
}
