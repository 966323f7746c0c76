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

    /// <summary>Signs in by an identity token of the provider.</summary>
    public static async Task SignInAsync(this HttpContext context, Sessions sessions, ProviderSignIn shown) =>
        await context.KeepAsync(await sessions.SignInAsync(shown, context.RequestAborted));

    /// <summary>The page to go to after sign-in; never another host's.</summary>
    public static string ChoosePage(string? wanted) =>
        // A browser drops tabs and line ends: "/<tab>/example.com" is another host's.
        wanted is ['/', ..] && !wanted.Any(char.IsControl)
        && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
            ? wanted : "/";

    private static string? FindTyped(string? field) => string.IsNullOrWhiteSpace(field) ? null : field.Trim();

    private static async Task<string> KeepAsync(this HttpContext context, (string Id, UserView User) session)
    {
        await context.SignInAsync(BuildPrincipal(session));
        return session.Id;
    }

    public static ClaimsPrincipal BuildPrincipal((string Id, UserView User) session) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, session.User.Name), new Claim(SessionServices.IdClaim, session.Id)],
        CookieAuthenticationDefaults.AuthenticationScheme));
}
