using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nexa.Benchmarks.Abuse;

/// <summary>Receives webhooks: one address answers at once and says what came, the other takes the request and never answers.</summary>
internal sealed class DeliveryReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> heard = new(StringComparer.Ordinal);
    private int stuck;

    private DeliveryReceiver(WebApplication app) => this.app = app;

    public string Url => $"{app.Urls.First()}/answers";

    public string TarpitUrl => $"{app.Urls.First()}/tarpit";

    /// <summary>Requests that came to the address that never answers.</summary>
    public int Stuck => stuck;

    public static async Task<DeliveryReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var receiver = new DeliveryReceiver(server);
        server.MapPost("/answers", async (HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            receiver.Find(body.RootElement.GetProperty("data").GetProperty("task_id").GetString()!).TrySetResult();
            return Results.Ok();
        });
        server.MapPost("/tarpit", (HttpContext context) =>
        {
            Interlocked.Increment(ref receiver.stuck);
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await server.StartAsync();
        return receiver;
    }

    public async Task<bool> HeardAsync(string task, TimeSpan within)
    {
        try
        {
            await Find(task).Task.WaitAsync(within);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            heard.TryRemove(task, out _);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private TaskCompletionSource Find(string task) =>
        heard.GetOrAdd(task, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
