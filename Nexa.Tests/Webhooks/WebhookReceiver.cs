using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Nexa.Tests.Webhooks;

/// <summary>What webhooks are called on: answers as told, then 200.</summary>
internal sealed class WebhookReceiver(WebApplication app) : IAsyncDisposable
{
    public ConcurrentQueue<(string Path, string Body, IHeaderDictionary Headers)> Received { get; } = [];

    public static async Task<WebhookReceiver> StartAsync(params int[] answers)
    {
        var receiver = new WebhookReceiver(WebApplication.CreateSlimBuilder().Build());
        var due = new ConcurrentQueue<int>(answers);
        receiver.App.Urls.Add("http://127.0.0.1:0");
        receiver.App.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            receiver.Received.Enqueue((request.Path, await reader.ReadToEndAsync(), Copy(request.Headers)));
            var status = due.TryDequeue(out var told) ? told : 200;
            return status == 307 ? Results.Redirect("/inside", preserveMethod: true) : Results.StatusCode(status);
        });
        await receiver.App.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    private WebApplication App => app;

    private static HeaderDictionary Copy(IHeaderDictionary headers) =>
        new(headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase));

    /// <summary>By name: what it leads to is found out when it is called.</summary>
    public string Url(string path) =>
        $"http://localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}{path}";

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
