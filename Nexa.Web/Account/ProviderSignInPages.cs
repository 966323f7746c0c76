using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Account;

/// <summary>
/// Sign-in by an OpenID provider: authorization code with PKCE; the handler checks state, nonce and identity token. Nexa's API gets the
/// identity token, checks it again, and gives tokens of its own.
/// </summary>
internal static class ProviderSignInPages
{
    private const string Start = "/entrar/provedor";
    private const string Back = "/entrar/provedor/retorno";
    private const string Done = "/entrar/provedor/pronto";

    /// <summary>Sentences for words that stand in the address of the sign-in page.</summary>
    private static readonly Dictionary<string, string> Refusals = new(StringComparer.Ordinal)
    {
        ["no_role"] = "Sua conta no provedor não tem um perfil na Nexa; solicite acesso a um administrador.",
        ["email"] = "O provedor não confirmou um e-mail da sua organização; fale com um administrador.",
        ["operator"] = "Esta conta entra com senha e segundo fator.",
        ["linked"] = "O e-mail pertence a outra conta do provedor; fale com um administrador.",
        ["organisation"] = "A organização deste acesso não existe mais; fale com o operador do sistema.",
        ["provider"] = "O acesso pelo provedor não foi concluído; tente novamente.",
        ["away"] = Session.Refusals.Away,
    };

    public static void AddProviderSignIn(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ProviderSettings>("Oidc", refuse: one => one.RefusalIn(builder.Environment));
        if (!settings.IsSet)
        {
            return;
        }

        builder.Services.AddAuthentication().AddOpenIdConnect(oidc =>
        {
            oidc.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            oidc.Authority = settings.Authority!.AbsoluteUri;
            oidc.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
            (oidc.ClientId, oidc.ClientSecret) = (settings.ClientId, settings.ClientSecret);
            oidc.CallbackPath = Back;
            oidc.ResponseType = OpenIdConnectResponseType.Code;
            // The provider's answer is a page that the browser opens: cookies that are Lax come with it.
            oidc.ResponseMode = OpenIdConnectResponseMode.Query;
            oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
            oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy =
                builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            oidc.MapInboundClaims = false;
            oidc.DisableTelemetry = true;
            oidc.Scope.Add("email");
            foreach (var scope in settings.Scopes)
            {
                oidc.Scope.Add(scope);
            }

            oidc.Events.OnTokenValidated = SignInAsync;
            oidc.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.Redirect("/entrar?recusa=provider");
                return Task.CompletedTask;
            };
        });
    }

    public static void MapProviderSignIn(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ProviderSettings>().IsSet)
        {
            return;
        }

        app.MapGet(Start, (string? voltar) => TypedResults.Challenge(
            new AuthenticationProperties { RedirectUri = FindPage(Done, voltar) }, [OpenIdConnectDefaults.AuthenticationScheme]))
            .AllowAnonymous();
        // The session's cookie is Strict and does not come with a page that the provider's led to: this one leads on itself.
        app.MapGet(Done, (string? voltar) => TypedResults.Content(
            $"""
            <!DOCTYPE html><html lang="pt-BR"><head><meta charset="utf-8"><title>Entrar · Nexa</title>
            <meta http-equiv="refresh" content="0;url={System.Net.WebUtility.HtmlEncode(SignInCookie.ChoosePage(voltar))}"></head>
            <body><a href="{System.Net.WebUtility.HtmlEncode(SignInCookie.ChoosePage(voltar))}">Continuar</a></body></html>
            """, "text/html; charset=utf-8")).AllowAnonymous();
    }

    public static string FindStart(string? wanted) => FindPage(Start, wanted);

    public static string? DescribeRefusal(string? word) => word is null ? null : Refusals.GetValueOrDefault(word, Refusals["provider"]);

    private static string FindPage(string path, string? wanted) => path + new QueryBuilder { { "voltar", SignInCookie.ChoosePage(wanted) } };

    /// <summary>Exchanges the identity token for a session of Nexa's.</summary>
    private static async Task SignInAsync(TokenValidatedContext context)
    {
        var (services, ct) = (context.HttpContext.RequestServices, context.HttpContext.RequestAborted);
        var token = context.TokenEndpointResponse!.IdToken;
        try
        {
            context.Principal = SignInCookie.BuildPrincipal(
                await services.GetRequiredService<Sessions>().SignInAsync(new ProviderSignIn { Id_token = token }, ct));
        }
        catch (NexaProblemException more) when (more.AsksFor("second_factor_required"))
        {
            var waiting = services.GetRequiredService<WaitingSignIns>().Keep(new(null, null, token));
            LeadOn(context, new QueryBuilder { { "espera", waiting }, { "voltar", FindWanted(context) } });
        }
        catch (NexaProblemException refused)
        {
            var reason = refused.Problem.AdditionalProperties.TryGetValue("reason", out var word) ? word.ToString()! : "provider";
            LeadOn(context, new QueryBuilder { { "recusa", reason } });
        }
        catch (Exception failure) when (Session.Refusals.MeansAway(failure) && !ct.IsCancellationRequested)
        {
            LeadOn(context, new QueryBuilder { { "recusa", "away" } });
        }
    }

    private static string FindWanted(TokenValidatedContext context) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(new Uri("http://console"), context.Properties?.RedirectUri).Query)
            .TryGetValue("voltar", out var wanted) ? wanted.ToString() : "/";

    private static void LeadOn(TokenValidatedContext context, QueryBuilder query)
    {
        context.HandleResponse();
        context.Response.Redirect("/entrar" + query);
    }
}
