using Microsoft.AspNetCore.Http.Features;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;

namespace Nexa.Api.Downloads;

/// <summary>Sets the deadline of a <see cref="Download"/>, and sends it from a temporary file.</summary>
internal sealed class DownloadMiddleware(RequestDelegate next, DownloadSettings settings)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Download>() is not { } download)
        {
            await next(context);
            return;
        }

        var client = context.RequestAborted;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(client);
        deadline.CancelAfter(settings.Deadline);
        context.RequestAborted = deadline.Token;
        try
        {
            await (download.IsSpooled ? SpoolAsync(context) : next(context));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !client.IsCancellationRequested)
        {
            await RefuseAsync(context, client);
        }
        finally
        {
            context.RequestAborted = client;
        }
    }

    private async Task SpoolAsync(HttpContext context)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var spool = Spool.Create();
        var spooled = new StreamResponseBodyFeature(spool);
        context.Features.Set<IHttpResponseBodyFeature>(spooled);
        try
        {
            await next(context);
            await spooled.CompleteAsync();
            RunningReads.End(context);
        }
        finally
        {
            context.Features.Set(wire);
        }

        if (spool.Length > 0) // else UseStatusCodePages writes the problem
        {
            context.Response.ContentLength = spool.Length;
            spool.Position = 0;
            await spool.CopyToAsync(wire.Stream, context.RequestAborted);
        }
    }

    private static async Task RefuseAsync(HttpContext context, CancellationToken client)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.RequestAborted = client;
        context.Response.Clear();
        await ProblemServices.Problem(StatusCodes.Status503ServiceUnavailable, "O download demorou demais; tente novamente mais tarde.")
            .ExecuteAsync(context);
    }
}
