using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Nexa.Web.Session;

namespace Nexa.Web.Account;

internal static class SignInCookie
{
    /// <summary>Signs in at Nexa and gives the browser the cookie of the session.</summary>
    /// <returns>The session's id.</returns>
    public static async Task<string> SignInAsync(this HttpContext context, Sessions sessions, AccountForm form)
    {
        var (id, user) = await sessions.SignInAsync(
            form.Email ?? "", form.Password ?? "", string.IsNullOrWhiteSpace(form.Code) ? null : form.Code, context.RequestAborted);
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, user.Name), new Claim(SessionServices.IdClaim, id)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return id;
    }

    /// <summary>The page to go to after sign-in; never another host's.</summary>
    public static string ChoosePage(string? wanted) =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
            ? wanted : "/";
}
