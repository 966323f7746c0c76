using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Nexa.Api.Auth;

/// <summary>The ways in: a bearer token, an API key, or (in development) nothing at all. A bad credential is never taken for none.</summary>
internal static class Schemes
{
    public const string Any = "Nexa";
    public const string ApiKey = "ApiKey";
    public const string Anonymous = "Anonymous";
    public const string KeyHeader = "X-Api-Key";
    public const string KeyPrefix = "nexa_";

    /// <summary>Browsers cannot set a header on a WebSocket: on hub paths the token may come in the query.</summary>
    public static readonly PathString Hubs = "/hubs";

    public static string Choose(HttpContext context, bool allowAnonymous) =>
        KeyOf(context.Request) is not null ? ApiKey
        : allowAnonymous && context.Request.Headers.Authorization.Count == 0 ? Anonymous
        : JwtBearerDefaults.AuthenticationScheme;

    /// <summary>From its own header, or as a bearer token for machines that know no other.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        return request.Headers[KeyHeader] is [{ Length: > 0 } key] ? key
            : request.Headers.Authorization is [{ } value] && value.StartsWith(bearer + KeyPrefix, StringComparison.Ordinal) ? value[bearer.Length..]
            : null;
    }

    /// <summary>Takes the token out of a hub's query before anything can log it; on any other path a token in the query is nothing.</summary>
    public static Task TakeTokenFromQuery(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(Hubs, StringComparison.OrdinalIgnoreCase) && request.Query.TryGetValue("access_token", out var token))
        {
            request.Headers.Authorization = $"Bearer {token}";
            request.QueryString = QueryString.Create(request.Query.Where(pair => !pair.Key.Equals("access_token", StringComparison.OrdinalIgnoreCase)));
        }

        return next(context);
    }
}

internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var user = Schemes.KeyOf(Request) is { Length: < 200 } key ? await sessions.FindKeyAsync(key) : null;
        return user is null
            ? AuthenticateResult.Fail("Unknown, expired or revoked API key.")
            : AuthenticateResult.Success(new AuthenticationTicket(ClientAddress.Principal(user, Context, Scheme.Name), Scheme.Name));
    }
}

internal sealed class AnonymousHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() => await sessions.AnonymousAsync() is { } user
        ? AuthenticateResult.Success(new AuthenticationTicket(ClientAddress.Principal(user, Context, Scheme.Name), Scheme.Name))
        : AuthenticateResult.NoResult();
}
