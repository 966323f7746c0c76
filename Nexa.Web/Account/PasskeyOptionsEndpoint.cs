using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Account;

/// <summary>What a device is asked to sign: the sign-in page has no circuit that would bring it to the browser.</summary>
internal static class PasskeyOptionsEndpoint
{
    public static void MapPasskeyOptions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/entrar/chave-de-acesso", AskAsync).AllowAnonymous();

    private static async Task<IResult> AskAsync(Sessions sessions, CancellationToken ct)
    {
        try
        {
            var asked = await sessions.Anonymous.Rest.BeginPasskeySignInAsync(cancellationToken: ct);
            return TypedResults.Ok(new { challenge = asked.Challenge_id, options = asked.Options });
        }
        catch (NexaProblemException refused)
        {
            return TypedResults.StatusCode(refused.Status);
        }
        catch (Exception failure) when (Refusals.MeansAway(failure) && !ct.IsCancellationRequested)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
