using Microsoft.AspNetCore.Authentication.Cookies;

namespace Nexa.Web.Session;

internal static class SessionServices
{
    /// <summary>The claim that has the session's id.</summary>
    public const string IdClaim = "session";

    public static void AddSession(this WebApplicationBuilder builder)
    {
        builder.Services.AddMemoryCache();
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<WaitingSignIns>();
        builder.Services.AddScoped<ConsoleUser>();
        builder.Services.AddScoped<Calls>();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "nexa-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.ExpireTimeSpan = Sessions.EndsAfterIdle;
            cookie.LoginPath = "/entrar";
            cookie.ReturnUrlParameter = "voltar";
            cookie.Events.OnValidatePrincipal = context =>
            {
                var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
                if (context.Principal?.FindFirst(IdClaim)?.Value is not { } id || sessions.Find(id) is null)
                {
                    context.RejectPrincipal(); // signed out elsewhere, idle for too long, or the console was started anew
                }

                return Task.CompletedTask;
            };
        });
    }
}
