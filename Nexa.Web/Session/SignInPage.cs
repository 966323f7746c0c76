using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Nexa.Client;

namespace Nexa.Web.Session;

internal static class SignInPage
{
    /// <summary>Chosen: the page comes at once also where Nexa does not answer, and says so itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Sends whoever has no session to the sign-in page, unless Nexa answers without one, as it does in development.</summary>
    public static void UseSignInPage(this WebApplication app) => app.Use(async (context, next) =>
    {
        var page = context.GetEndpoint()?.Metadata;
        if (page?.GetMetadata<ComponentTypeMetadata>() is not null && page.GetMetadata<IAllowAnonymous>() is null
            && context.User.Identity is not { IsAuthenticated: true } && await AsksForSignInAsync(context))
        {
            await context.ChallengeAsync();
            return;
        }

        await next(context);
    });

    private static async Task<bool> AsksForSignInAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await context.RequestServices.GetRequiredService<Sessions>().Anonymous.Rest.GetMeAsync(patience.Token);
            return false;
        }
        catch (NexaProblemException refused)
        {
            return refused.Status == StatusCodes.Status401Unauthorized;
        }
        catch (Exception away) when (Refusals.MeansAway(away) && !context.RequestAborted.IsCancellationRequested)
        {
            return false; // the page says that Nexa does not answer
        }
    }
}
