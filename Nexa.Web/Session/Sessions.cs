using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;
using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>
/// Clients of the people who are signed in, by session. Their tokens stay in this process; the browser has the session's id in its cookie.
/// </summary>
internal sealed class Sessions(ApiSettings api, IMemoryCache cache) : IDisposable
{
    public static readonly TimeSpan EndsAfterIdle = TimeSpan.FromHours(12); // a working day

    /// <summary>Asks without a token; Nexa answers it in development only.</summary>
    public NexaClient Anonymous { get; } = new(api.BaseUrl);

    /// <returns>The id of the new session and its user.</returns>
    public Task<(string Id, UserView User)> SignInAsync(SignIn request, CancellationToken ct) =>
        BeginAsync(client => client.SignInAsync(request, ct));

    /// <returns>The id of the new session and its user.</returns>
    public Task<(string Id, UserView User)> SignInAsync(PasskeySignIn request, CancellationToken ct) =>
        BeginAsync(client => client.SignInAsync(request, ct));

    /// <returns>The id of the new session and its user.</returns>
    public Task<(string Id, UserView User)> SignInAsync(ProviderSignIn request, CancellationToken ct) =>
        BeginAsync(client => client.SignInAsync(request, ct));

    public NexaClient? Find(string id) => cache.Get<NexaClient>(id);

    public async Task EndAsync(string id, CancellationToken ct)
    {
        try
        {
            if (Find(id) is { } client)
            {
                await client.Rest.LogoutAsync(cancellationToken: ct);
            }
        }
        catch (Exception e) when (e is NexaProblemException or HttpRequestException)
        {
            // The API's session has ended already, or ends by itself; nobody here has its tokens any more.
        }
        finally
        {
            cache.Remove(id);
        }
    }

    public void Dispose() => Anonymous.Dispose();

    private async Task<(string Id, UserView User)> BeginAsync(Func<NexaClient, Task<SignedIn>> signIn)
    {
        var client = new NexaClient(api.BaseUrl);
        try
        {
            var signedIn = await signIn(client);
            var id = RandomNumberGenerator.GetHexString(64);
            cache.Set(id, client, new MemoryCacheEntryOptions { SlidingExpiration = EndsAfterIdle }
                .RegisterPostEvictionCallback((_, ended, _, _) => ((NexaClient)ended!).Dispose()));
            return (id, signedIn.User);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
