using Microsoft.AspNetCore.Diagnostics;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Api.Problems;

/// <summary>PostgreSQL unreachable or too slow, or more submissions than it can take: answers 503 with Retry-After and logs one line.</summary>
internal sealed partial class Outages(IProblemDetailsService problems, ILogger<Outages> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsOutage(exception))
        {
            return false;
        }

        LogOutage(exception.GetBaseException().Message);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext, Exception = exception, ProblemDetails = new() { Status = StatusCodes.Status503ServiceUnavailable },
        });
        return true;
    }

    /// <summary>PostgreSQL ends a transaction whose process was frozen; Npgsql has no name for it.</summary>
    private const string IdleInTransactionTimeout = "25P03";

    private static bool IsOutage(Exception? exception) => exception is not null
        && (exception is NpgsqlException { IsTransient: true } or TimeoutException or OverloadedException
            or PostgresException { SqlState: IdleInTransactionTimeout } || IsOutage(exception.InnerException));

    [LoggerMessage(LogLevel.Warning, "A request was answered with 503: {Reason}")]
    private partial void LogOutage(string reason);
}
