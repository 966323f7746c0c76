using Microsoft.AspNetCore.Components;
using MudBlazor;
using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>What a page has read: a value, or none because Nexa has none, or because Nexa does not answer.</summary>
internal readonly record struct Answer<T>(T? Value, bool IsAway)
    where T : class;

/// <summary>Calls Nexa for a page, and tells the user in a sentence what was refused or could not be reached.</summary>
internal sealed class Calls(ConsoleUser user, NavigationManager navigation, ISnackbar snackbar)
{
    private const string Away = "A Nexa não respondeu; tente novamente em instantes.";

    /// <returns>The answer; null when there is none, and the user was told why.</returns>
    public async Task<T?> TryAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        var answer = await FetchAnswerAsync(call);
        if (answer.IsAway)
        {
            snackbar.Add(Away, Severity.Error);
        }

        return answer.Value;
    }

    /// <summary>For what a page is made of: the page itself says when Nexa is away or has no such thing.</summary>
    public async Task<Answer<T>> FetchAnswerAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        try
        {
            return new(await call(await user.FindClientAsync()), IsAway: false);
        }
        catch (NexaProblemException ended) when (ended.Status == StatusCodes.Status401Unauthorized)
        {
            navigation.NavigateTo($"/entrar?voltar={Uri.EscapeDataString(new Uri(navigation.Uri).PathAndQuery)}", forceLoad: true);
        }
        catch (NexaProblemException broken) when (broken.Status >= StatusCodes.Status500InternalServerError)
        {
            return new(null, IsAway: true);
        }
        catch (NexaProblemException refused)
        {
            if (refused.Status != StatusCodes.Status404NotFound)
            {
                snackbar.Add(refused.Message, Severity.Error);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UnexpectedAnswerException)
        {
            return new(null, IsAway: true);
        }

        return new(null, IsAway: false);
    }

    /// <summary>For what a page can do without: whatever goes wrong, there is just none.</summary>
    public async Task<T?> FindQuietlyAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        try
        {
            return await call(await user.FindClientAsync());
        }
        catch (Exception e) when (e is NexaProblemException or HttpRequestException or TaskCanceledException or UnexpectedAnswerException)
        {
            return null;
        }
    }

    /// <summary>For what answers nothing.</summary>
    /// <returns>Whether it was done; the user was told why not.</returns>
    public async Task<bool> DoAsync(Func<NexaClient, Task> call) =>
        await TryAsync(async nexa =>
        {
            await call(nexa);
            return this;
        }) is not null;
}
