using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Core.Data;
using Nexa.Hosting;

namespace Nexa.Tests.Hosting;

public sealed class ServiceDefaultsTests(Servers servers)
{
    [Fact]
    public async Task A_service_starts_without_redis_and_says_so()
    {
        await using var app = await StartAsync(await servers.CreateDatabaseAsync(), $"127.0.0.1:{Ports.FindFree()}");

        var (status, health) = await HealthAsync(app);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Equal("Degraded", health.GetProperty("checks").GetProperty("StackExchange.Redis").GetString());
        Assert.Equal("Healthy", health.GetProperty("checks").GetProperty(nameof(NexaDbContext)).GetString());
    }

    [Fact]
    public async Task Without_postgresql_it_is_alive_but_not_healthy()
    {
        await using var app = await StartAsync($"Host=127.0.0.1;Port={Ports.FindFree()};Database=nexadb", await servers.RedisAsync());
        using var http = new HttpClient();

        var (status, health) = await HealthAsync(app);
        var alive = await http.GetAsync(new Uri($"{app.Urls.First()}/alive"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("Unhealthy", health.GetProperty("checks").GetProperty(nameof(NexaDbContext)).GetString());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task The_pooled_context_has_the_names_of_the_schema_and_a_bounded_pool()
    {
        await using var app = await StartAsync(await servers.CreateDatabaseAsync(), await servers.RedisAsync(), "Maximum Pool Size=100");
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NexaDbContext>();

        Assert.Equal(0, await db.PartNumbers.CountAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Maximum Pool Size=25", db.Database.GetConnectionString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_finds_its_metrics()
    {
        await using var app = await StartAsync(await servers.CreateDatabaseAsync(), await servers.RedisAsync());
        using var http = new HttpClient();

        var metrics = await http.GetStringAsync(new Uri($"{app.Urls.First()}/metrics"), TestContext.Current.CancellationToken);

        Assert.Contains("dotnet_process_memory_working_set", metrics, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(string postgres, string redis, string postgresSettings = "")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:nexadb", $"{postgres};{postgresSettings}"), new("ConnectionStrings:redis", redis),
            new("urls", "http://127.0.0.1:0"),
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddNexaData(role: null);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Health)> HealthAsync(WebApplication app)
    {
        using var http = new HttpClient();
        var answer = await http.GetAsync(new Uri($"{app.Urls.First()}/health"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (answer.StatusCode, json.RootElement.Clone());
    }
}
