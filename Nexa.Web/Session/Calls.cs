using Microsoft.AspNetCore.Components;
using MudBlazor;
using Nexa.Client;

namespace Nexa.Web.Session;

/// <summary>Calls Nexa for a page, and tells the user in a sentence what was refused or could not be reached.</summary>
internal sealed class Calls(ConsoleUser user, NavigationManager navigation, ISnackbar snackbar)
{
    /// <summary>Where a second factor is enrolled by whoever may do nothing else before.</summary>
    private const string SecondFactorPage = "/conta";

    /// <returns>The answer; null when there is none, and the user was told why.</returns>
    public async Task<T?> TryAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        var answer = await AskAsync(call);
        TellRefusal(answer.Refusal);
        return answer.Value;
    }

    /// <summary>For what a page is made of: the page itself says that Nexa is away, has no such thing, or does not show it.</summary>
    public async Task<Answer<T>> FetchAnswerAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        var answer = await AskAsync(call);
        if (answer is { IsAway: false, IsMissing: false, Status: not StatusCodes.Status403Forbidden })
        {
            TellRefusal(answer.Refusal);
        }

        return answer;
    }

    /// <summary>Tells nothing: the caller decides what its user has to know. An ended session leads to the sign-in page.</summary>
    public async Task<Answer<T>> AskAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        try
        {
            return new(await call(await user.FindClientAsync()), StatusCodes.Status200OK, Refusal: null);
        }
        catch (NexaProblemException ended) when (ended.Status == StatusCodes.Status401Unauthorized)
        {
            navigation.NavigateTo($"/entrar?voltar={Uri.EscapeDataString(new Uri(navigation.Uri).PathAndQuery)}", forceLoad: true);
            return new(null, ended.Status, Refusals.SessionEnded);
        }
        catch (NexaProblemException refused)
        {
            if (refused.AsksFor("second_factor_enrolment_required")
                && new Uri(navigation.Uri).AbsolutePath != SecondFactorPage)
            {
                navigation.NavigateTo(SecondFactorPage);
            }

            return new(null, refused.Status, Refusals.Describe(refused));
        }
        catch (Exception failure) when (Refusals.MeansAway(failure))
        {
            return new(null, Status: 0, Refusals.Away);
        }
    }

    /// <summary>For what a page can do without, and for what is done after it has ended: whatever goes wrong, there is just none.</summary>
    public async Task<T?> FindQuietlyAsync<T>(Func<NexaClient, Task<T>> call)
        where T : class
    {
        try
        {
            return await call(await user.FindClientAsync());
        }
        catch (Exception failure) when (failure is NexaProblemException || Refusals.MeansAway(failure))
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

    /// <summary>Says why something was not done; nothing where it was.</summary>
    public void TellRefusal(string? refusal)
    {
        if (refusal is not null)
        {
            snackbar.Add(refusal, Severity.Error);
        }
    }
}
