using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Account;

internal static class SignInCookie
{
    /// <summary>Signs in at Nexa and gives the browser the cookie of the session.</summary>
    /// <returns>The session's id.</returns>
    public static async Task<string> SignInAsync(this HttpContext context, Sessions sessions, AccountForm form) =>
        await context.KeepAsync(await sessions.SignInAsync(new SignIn
        {
            Email = form.Email ?? "", Password = form.Password ?? "", Code = FindTyped(form.Code),
            Second_factor = FindTyped(form.SecondFactor),
        }, context.RequestAborted));

    /// <summary>Signs in by what a device has signed.</summary>
    public static async Task SignInAsync(this HttpContext context, Sessions sessions, PasskeySignIn signed) =>
        await context.KeepAsync(await sessions.SignInAsync(signed, context.RequestAborted));

    /// <summary>The page to go to after sign-in; never another host's.</summary>
    public static string ChoosePage(string? wanted) =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
            ? wanted : "/";

    private static string? FindTyped(string? field) => string.IsNullOrWhiteSpace(field) ? null : field.Trim();

    private static async Task<string> KeepAsync(this HttpContext context, (string Id, UserView User) session)
    {
        var (id, user) = session;
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, user.Name), new Claim(SessionServices.IdClaim, id)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return id;
    }
}
