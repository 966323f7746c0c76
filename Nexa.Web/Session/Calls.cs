using Microsoft.AspNetCore.Components;
using MudBlazor;
using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>Calls Nexa for a page, and tells the user in a sentence what was refused or could not be reached.</summary>
internal sealed class Calls(ConsoleUser user, NavigationManager navigation, ISnackbar snackbar)
{
    /// <returns>The answer; null when there is none, and the user was told why.</returns>
    public async Task<T?> TryAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        try
        {
            return await call(await user.FindClientAsync());
        }
        catch (NexaProblemException ended) when (ended.Status == StatusCodes.Status401Unauthorized)
        {
            navigation.NavigateTo($"/entrar?voltar={Uri.EscapeDataString(new Uri(navigation.Uri).PathAndQuery)}", forceLoad: true);
        }
        catch (NexaProblemException refused)
        {
            snackbar.Add(refused.Message, Severity.Error);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            snackbar.Add("A Nexa não respondeu; tente novamente em instantes.", Severity.Error);
        }

        return null;
    }
}
