using System.Net.Sockets;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Nexa.Api.Auth;

/// <summary>Rules for browsers and proxies: CORS, TLS, security headers, forwarded addresses, size of requests.</summary>
internal static partial class BrowserRules
{
    private const long RequestBody = 512 * 1024; // endpoints of uploads and long lists set their own limit

    /// <summary>Prefixes of a large private network (IPv4) and of what one site is given (IPv6): proxies are a few addresses.</summary>
    private const int SiteIPv4 = 16;
    private const int SiteIPv6 = 48;

    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private const string Docs =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' "
        + "data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void AddBrowserRules(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCors().AddOptions<CorsOptions>().Configure<IdentitySettings>((cors, settings) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(settings.CorsOrigins).AllowAnyHeader().AllowAnyMethod().AllowCredentials()
            .WithExposedHeaders("Location", "Retry-After", "Content-Disposition", "Nexa-Version")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody;
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IdentitySettings>((forwarded, settings) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null; // no limit but the trusted networks
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(IdentitySettings.ToNetwork(network)));
            }
        });
    }

    /// <summary>Comes before whatever reads the client's address or scheme.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IdentitySettings>().TrustedProxies.Length > 0)
        {
            foreach (var wide in app.Services.GetRequiredService<IdentitySettings>().TrustedProxies.Where(IsWide))
            {
                LogWideNetwork(app.Logger, wide);
            }

            app.UseForwardedHeaders();
        }
    }

    private static bool IsWide(string network) => System.Net.IPNetwork.Parse(IdentitySettings.ToNetwork(network)) is var parsed
        && parsed.PrefixLength < (parsed.BaseAddress.AddressFamily is AddressFamily.InterNetworkV6 ? SiteIPv6 : SiteIPv4);

    /// <summary>
    /// Answers 400 to a host of Punycode that is none (<c>xn--…</c>): whatever reads the host of such a request throws.
    /// </summary>
    public static void UseReadableHosts(this WebApplication app) => app.Use((context, next) =>
    {
        if (IsHostReadable(context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });

    private static bool IsHostReadable(HttpRequest request)
    {
        try
        {
            return request.Host.Value is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>HSTS and redirection to HTTPS, in production only.</summary>
    public static void UseTls(this WebApplication app)
    {
        if (app.Environment.IsProduction())
        {
            app.UseHsts();
            app.UseWhen(context => !IsProbe(context.Request.Path), secured => secured.UseHttpsRedirection());
        }
    }

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(SetHeaders, context);
        return next(context);
    });

    // Headers are set when the response starts: the exception handler clears any set before.
    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Nexa-Version"] = ServiceDefaults.Version;
        headers.XFrameOptions = "DENY";
        headers.CacheControl = context.Response.ContentType == "text/event-stream"
            ? "no-store, no-transform" // a proxy that compresses holds events back
            : "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Resource-Policy"] = "same-site";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase)
            ? Docs : Nothing;
        return Task.CompletedTask;
    }

    // Probes and scrapers reach the container directly, without TLS.
    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/alive") || path.StartsWithSegments("/metrics");

    [LoggerMessage(LogLevel.Warning, "Nexa:TrustedProxies has {Network}: whoever is in it chooses the address that they are counted by")]
    private static partial void LogWideNetwork(ILogger logger, string network);
}
