using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Nexa.Api.Auth;

/// <summary>
/// The ways in: a bearer token, an API key, or (in development) nothing at all. An invalid credential is rejected; it never falls back to
/// anonymous.
/// </summary>
internal static class Schemes
{
    public const string Any = "Nexa";
    public const string ApiKey = "ApiKey";
    public const string Anonymous = "Anonymous";
    public const string KeyHeader = "X-Api-Key";
    public const string KeyPrefix = "nexa_";

    /// <summary>Browsers can't set a header on a WebSocket or EventSource: for these the token may come in the query.</summary>
    public static readonly PathString Hubs = "/hubs";

    /// <summary>Ends of names that nobody can register: of the machine itself, its containers and its network.</summary>
    private static readonly string[] InnerDomains = [".localhost", ".internal", ".local"];

    public static string Choose(HttpContext context, IdentitySettings settings) =>
        ReadKey(context.Request) is not null ? ApiKey
        : settings.AllowAnonymous && IsWithoutToken(context.Request) && IsOwnHost(context.Request.Host.Host, settings) ? Anonymous
        : JwtBearerDefaults.AuthenticationScheme;

    /// <summary>
    /// A page of the internet could name its own domain anew, as an address of this machine, and then read what nobody needs to sign in
    /// for; it can do so neither with an address nor with a name that is not its own.
    /// </summary>
    private static bool IsOwnHost(string host, IdentitySettings settings) =>
        !host.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(host, out _)
        || InnerDomains.Any(end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        || (Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var known)
            && host.Equals(known.IdnHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>The page at /docs sends an empty bearer until somebody enters a token.</summary>
    private static bool IsWithoutToken(HttpRequest request) => request.Headers.Authorization is []
        || (request.Headers.Authorization is [{ } only] && only.Trim().Equals("Bearer", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the API key from its own header, or from the bearer token of machines that can't set that header.</summary>
    public static string? ReadKey(HttpRequest request)
    {
        const string bearer = "Bearer ";
        return request.Headers[KeyHeader] is [{ Length: > 0 } key] ? key
            : request.Headers.Authorization is [{ } value] && value.StartsWith(bearer + KeyPrefix, StringComparison.Ordinal)
            ? value[bearer.Length..]
            : null;
    }

    /// <summary>Whether it has the shape of a key: what has not is refused without a look at PostgreSQL.</summary>
    public static bool IsKey(string key) => key.Length == KeyPrefix.Length + Secret.Length
        && key.StartsWith(KeyPrefix, StringComparison.Ordinal)
        && key.AsSpan(KeyPrefix.Length).IndexOfAnyExcept(Secret.Alphabet) < 0;

    /// <summary>
    /// Moves the token of a hub or an event stream from its query to its header before anything can log it; elsewhere a token in the query
    /// is ignored.
    /// </summary>
    public static void UseLiveTokenOfQuery(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (IsLive(request) && request.Query.TryGetValue("access_token", out var token))
        {
            request.Headers.Authorization = $"Bearer {token}";
            request.QueryString = QueryString.Create(
                request.Query.Where(pair => !pair.Key.Equals("access_token", StringComparison.OrdinalIgnoreCase)));
        }

        return next(context);
    });

    private static bool IsLive(HttpRequest request) =>
        request.Path.StartsWithSegments(Hubs, StringComparison.OrdinalIgnoreCase)
        || (HttpMethods.IsGet(request.Method)
            && request.Path.Value?.ToLowerInvariant().TrimEnd('/').Split('/') is ["", "tasks", _, "events"]);
}

internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions, FailedKeys failed)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private bool isTooOften;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (key, address) = (Schemes.ReadKey(Request), ClientAddress.BuildKey(Context));
        if (key is null || !Schemes.IsKey(key))
        {
            return AuthenticateResult.Fail("Not an API key.");
        }

        if (!failed.MayTry(address, key))
        {
            isTooOften = true;
            return AuthenticateResult.Fail("Too many unknown API keys from this address.");
        }

        var user = await sessions.FindKeyAsync(key);
        if (user is null)
        {
            failed.RecordFailure(address, key);
        }
        else
        {
            failed.RecordGood(key);
        }

        return user is null
            ? AuthenticateResult.Fail("Unknown, expired or revoked API key.")
            : AuthenticateResult.Success(new AuthenticationTicket(ClientAddress.BuildPrincipal(user, Context, Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!isTooOften)
        {
            return base.HandleChallengeAsync(properties);
        }

        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        Response.Headers.RetryAfter = FailedKeys.RetryAfter;
        return Task.CompletedTask;
    }
}

internal sealed class AnonymousHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() => await sessions.FindAnonymousAsync() is { } user
        ? AuthenticateResult.Success(new AuthenticationTicket(ClientAddress.BuildPrincipal(user, Context, Scheme.Name), Scheme.Name))
        : AuthenticateResult.NoResult();
}
