using Microsoft.AspNetCore.Components.Authorization;
using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>Who uses this circuit, and their client of Nexa.</summary>
internal sealed class ConsoleUser(AuthenticationStateProvider authentication, Sessions sessions)
{
    private string? session;
    private bool isLoaded;

    /// <summary>Null where nobody has signed in.</summary>
    public string? Name { get; private set; }

    /// <exception cref="NexaProblemException">The session has ended: a circuit outlives a sign-out in another tab.</exception>
    public async Task<NexaClient> FindClientAsync()
    {
        await LoadAsync();
        return session is null
            ? sessions.Anonymous
            : sessions.Find(session) ?? throw new NexaProblemException(401, new ProblemDetails { Detail = Refusals.SessionEnded });
    }

    /// <summary>Signs out: what the session spoke for is no longer there.</summary>
    public async Task EndAsync()
    {
        await LoadAsync();
        if (session is not null)
        {
            await sessions.EndAsync(session, CancellationToken.None);
        }
    }

    public async Task LoadAsync()
    {
        if (isLoaded)
        {
            return;
        }

        var user = (await authentication.GetAuthenticationStateAsync()).User;
        (Name, session, isLoaded) = (user.Identity?.Name, user.FindFirst(SessionServices.IdClaim)?.Value, true);
    }
}
