using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Hosting;

/// <summary>One line a request: the route, never the path or the query, which may hold what is secret or personal.</summary>
public static partial class RequestLog
{
    /// <summary>Comes before every other middleware, so that it sees the status that is sent.</summary>
    /// <param name="app">The service.</param>
    /// <param name="findUser">The id of who asked, once the request was authenticated.</param>
    public static void UseRequestLog(this WebApplication app, Func<HttpContext, Guid?> findUser)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Nexa.Requests");
        app.Use(async (context, next) =>
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                if (log.IsEnabled(LogLevel.Information) && !ServiceDefaults.IsProbe(context.Request.Path))
                {
                    LogRequest(log, context.Request.Method, FindRoute(context), context.Response.StatusCode,
                        (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, findUser(context),
                        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
                }
            }
        });
    }

    /// <summary>The exception handler takes the endpoint away and keeps it in its feature.</summary>
    private static string FindRoute(HttpContext context) =>
        ((context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText
        ?? "(no route)";

    [LoggerMessage(LogLevel.Information, "{Method} {Route} {Status} {Milliseconds} ms user {UserId} trace {TraceId}")]
    private static partial void LogRequest(
        ILogger logger, string method, string route, int status, long milliseconds, Guid? userId, string traceId);
}
