using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Nexa.Web.Session;

namespace Nexa.Web.Account;

internal static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost("/sair", SignOutAsync);

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, Sessions sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        if (context.User.FindFirst(SessionServices.IdClaim)?.Value is { } id)
        {
            await sessions.EndAsync(id, CancellationToken.None);
        }

        await context.SignOutAsync();
        return TypedResults.LocalRedirect("/entrar");
    }
}
