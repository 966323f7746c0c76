using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Nexa.Api.Features.Taxes;

namespace Nexa.Tests.Support;

/// <summary>One API over the starter tables for all tests of the class.</summary>
public sealed class FiscalApi(Servers servers) : IAsyncLifetime
{
    private WebApplicationFactory<EstimateTaxes>? api;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => api!.Services;

    internal CollectedLogs Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var database = await servers.CreateDatabaseAsync();
        var redis = await servers.RedisAsync(nameof(FiscalApi));
        api = new WebApplicationFactory<EstimateTaxes>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:nexadb", database).UseSetting("ConnectionStrings:redis", redis);
            host.UseSetting("Nexa:AllowAnonymous", "true").ConfigureLogging(logging => logging.AddProvider(Logs));
        });
        Client = api.CreateClient();
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
