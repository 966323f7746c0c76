using System.Text;
using System.Text.Json;

namespace Nexa.Tests.Support;

/// <summary>One API over the starter tables for all tests of the class; who asks is anonymous.</summary>
public sealed class FiscalApi(Servers servers) : IAsyncLifetime
{
    private ApiHost? api;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => api!.Services;

    internal CollectedLogs Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        api = await ApiHost.StartAsync(servers, more: [("Nexa:AllowAnonymous", "true")], logs: Logs);
        Client = api.Client();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (api?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

internal static class Estimates
{
    public static async Task<JsonElement> EstimateAsync(this HttpClient client, string request)
    {
        using var response = await client.EstimateResponseAsync(request);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static Task<HttpResponseMessage> EstimateResponseAsync(this HttpClient client, string request) =>
        client.PostAsync(new Uri("/taxes/estimate", UriKind.Relative), new StringContent(request, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
}
