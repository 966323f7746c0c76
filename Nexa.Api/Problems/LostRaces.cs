using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Nexa.Api.Problems;

/// <summary>What a request was about was changed or deleted by another one meanwhile.</summary>
internal sealed class LostRaces(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not DbUpdateConcurrencyException)
        {
            return false;
        }

        var isDelete = HttpMethods.IsDelete(httpContext.Request.Method); // the other one has deleted it
        httpContext.Response.StatusCode = isDelete ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict;
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext, Exception = exception, ProblemDetails = new()
            {
                Status = httpContext.Response.StatusCode,
                Detail = isDelete ? null : "Outra requisição alterou ou excluiu isto ao mesmo tempo; consulte novamente.",
            },
        });
        return true;
    }
}
