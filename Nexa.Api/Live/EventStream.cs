using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Nexa.Core.Tasks;

namespace Nexa.Api.Live;

/// <summary>
/// A task's events as server-sent events. The first bytes go out at once and comments keep the connection alive, so that neither browsers
/// nor proxies take a quiet stream for a dead one.
/// </summary>
internal sealed class EventStream(Guid taskId, long afterSeq) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "text/event-stream";
    private const int ReconnectMilliseconds = 2000;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers["X-Accel-Buffering"] = "no"; // nginx holds answers back otherwise
        using var writing = new SemaphoreSlim(1); // events and comments come from two loops
        using var timer = new PeriodicTimer(services.GetRequiredService<LiveSettings>().KeepAlive);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: {ReconnectMilliseconds}\n: connected\n\n"));
        var keepingAlive = KeepAliveAsync();
        try
        {
            await foreach (var one in services.GetRequiredService<TaskFeed>().FollowAsync(taskId, afterSeq, ended.Token))
            {
                await WriteAsync(Format(one));
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // the client left, or this replica stops and the client connects to another one
        }
        finally
        {
            timer.Dispose();
            await keepingAlive;
        }

        async Task KeepAliveAsync()
        {
            while (await timer.WaitForNextTickAsync())
            {
                await WriteAsync(": alive\n\n");
            }
        }

        async Task WriteAsync(string text)
        {
            await writing.WaitAsync();
            try
            {
                await response.WriteAsync(text); // does nothing once the client has left
                await response.Body.FlushAsync();
            }
            finally
            {
                writing.Release();
            }
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Stream), [ContentType]));

    private static string Format(StoredEvent one) =>
        string.Create(CultureInfo.InvariantCulture, $"event: {one.Name}\nid: {one.Seq}\ndata: {one.ToClientJson()}\n\n");
}
