using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
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
    private const string Wanted = "voltar";

    /// <summary>Has the id of a sign-in that waits for the second factor, from the provider's answer to the sign-in page.</summary>
    private const string WaitingCookie = "nexa-espera";

    /// <summary>Of the provider, for all that is asked before the browser is sent there, and for each answer after it came back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sentences for words that stand in the address of the sign-in page.</summary>
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["no_role"] = "Sua conta no provedor não tem um perfil na Nexa; solicite acesso a um administrador.",
        ["email"] = "O provedor não confirmou um e-mail da sua organização; fale com um administrador.",
        ["operator"] = "Quem opera a instalação entra com senha e segundo fator.",
        ["linked"] = "O e-mail pertence a outra conta do provedor; fale com um administrador.",
        ["removed"] = "Um administrador removeu você da organização; para voltar, solicite um convite.",
        ["last_admin"] = "O provedor não dá a você o perfil ADMIN, e a organização não tem outro ADMIN; designe outro antes.",
        ["organisation"] = "A organização deste acesso não existe mais; fale com quem opera a instalação.",
        ["away"] = "O provedor de identidade não respondeu; tente novamente em instantes ou entre com a senha.",
        ["nexa"] = Refusals.Away,
        ["provider"] = "O acesso pelo provedor não foi concluído; tente novamente.",
    };

    public static void AddProviderSignIn(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ProviderSettings>("Oidc", refuse: one => one.RefusalIn(builder.Environment));
        if (!settings.IsSet)
        {
            return;
        }

        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        builder.Services.AddAuthentication().AddOpenIdConnect(oidc => Configure(oidc, settings, secure));
        // This logger writes whole addresses, with the provider's code in the query.
        builder.Services.PostConfigure<LoggerFilterOptions>(options =>
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, null)));
    }

    public static void MapProviderSignIn(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ProviderSettings>().IsSet)
        {
            return;
        }

        app.MapGet(Start, BeginAsync).AllowAnonymous();
        // The session's cookie is Strict and does not come with a page that the provider's led to: this one leads on itself.
        app.MapGet(Done, (string? voltar) => TypedResults.Content(
            $"""
            <!DOCTYPE html><html lang="pt-BR"><head><meta charset="utf-8"><title>Entrar · Nexa</title>
            <meta http-equiv="refresh" content="0;url={WebUtility.HtmlEncode(SignInCookie.ChoosePage(voltar))}"></head>
            <body><a href="{WebUtility.HtmlEncode(SignInCookie.ChoosePage(voltar))}">Continuar</a></body></html>
            """, "text/html; charset=utf-8")).AllowAnonymous();
    }

    public static string FindStart(string? wanted) => FindPage(Start, wanted);

    /// <summary>Why a sign-in by the provider failed; null where none did.</summary>
    public static string? Describe(string? word) => word is null ? null : Sentences.GetValueOrDefault(word, Sentences["provider"]);

    /// <summary>The id of a sign-in that waits for the second factor: the browser has it until the page has asked.</summary>
    public static string? TakeWaiting(HttpContext http)
    {
        if (http.Request.Cookies[WaitingCookie] is { } waiting)
        {
            http.Response.Cookies.Delete(WaitingCookie, new CookieOptions { Path = "/entrar" });
            return http.RequestServices.GetRequiredService<WaitingSignIns>().Find(waiting) is null ? null : waiting;
        }

        return null;
    }

    private static void Configure(OpenIdConnectOptions oidc, ProviderSettings settings, CookieSecurePolicy secure)
    {
        oidc.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        oidc.Authority = settings.Authority!.AbsoluteUri;
        oidc.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
        (oidc.ClientId, oidc.ClientSecret) = (settings.ClientId, settings.ClientSecret);
        oidc.CallbackPath = Back;
        oidc.BackchannelTimeout = Patience;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // The provider's answer is a page that the browser opens: cookies that are Lax come with it.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = secure;
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
            LeadOn(context.HttpContext, context.Properties, ("recusa", "provider"));
            return Task.CompletedTask;
        };
    }

    private static async Task<IResult> BeginAsync(string? voltar, IOptionsMonitor<OpenIdConnectOptions> options, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await options.Get(OpenIdConnectDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(patience.Token)
                .WaitAsync(patience.Token);
        }
        catch (Exception failure) when (failure is InvalidOperationException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return TypedResults.LocalRedirect("/entrar" + new QueryBuilder { { "recusa", "away" }, { Wanted, SignInCookie.ChoosePage(voltar) } });
        }

        var properties = new AuthenticationProperties { RedirectUri = FindPage(Done, voltar) };
        properties.Items[Wanted] = SignInCookie.ChoosePage(voltar);
        return TypedResults.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
    }

    private static string FindPage(string path, string? wanted) => path + new QueryBuilder { { Wanted, SignInCookie.ChoosePage(wanted) } };

    /// <summary>Exchanges the identity token for a session of Nexa's.</summary>
    private static async Task SignInAsync(TokenValidatedContext context)
    {
        var (services, ct) = (context.HttpContext.RequestServices, context.HttpContext.RequestAborted);
        var token = context.TokenEndpointResponse!.IdToken;
        try
        {
            context.Principal = SignInCookie.BuildPrincipal(
                await services.GetRequiredService<Sessions>().SignInAsync(new ProviderSignIn { Id_token = token }, ct));
            return;
        }
        catch (NexaProblemException more) when (more.AsksFor("second_factor_required"))
        {
            context.Response.Cookies.Append(WaitingCookie, services.GetRequiredService<WaitingSignIns>().Keep(new(null, null, token)),
                new CookieOptions
                {
                    Path = "/entrar", HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, MaxAge = WaitingSignIns.Patience,
                    Secure = context.Options.NonceCookie.SecurePolicy == CookieSecurePolicy.Always || context.Request.IsHttps,
                });
            LeadOn(context.HttpContext, context.Properties);
        }
        catch (NexaProblemException refused)
        {
            var reason = refused.Problem.AdditionalProperties.TryGetValue("reason", out var word) ? word.ToString()! : "nexa";
            LeadOn(context.HttpContext, context.Properties, ("recusa", reason));
        }
        catch (Exception failure) when (Refusals.MeansAway(failure) && !ct.IsCancellationRequested)
        {
            LeadOn(context.HttpContext, context.Properties, ("recusa", "nexa"));
        }

        context.HandleResponse();
    }

    /// <summary>To the sign-in page, which asks or says more; from there to the page that was wanted.</summary>
    private static void LeadOn(HttpContext http, AuthenticationProperties? properties, params (string Name, string Value)[] more)
    {
        var query = new QueryBuilder(more.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        if (properties?.Items.TryGetValue(Wanted, out var wanted) is true)
        {
            query.Add(Wanted, SignInCookie.ChoosePage(wanted));
        }

        http.Response.Redirect("/entrar" + query);
    }
}
