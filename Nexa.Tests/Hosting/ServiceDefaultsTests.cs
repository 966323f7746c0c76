using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Nexa.Core;
using Nexa.Core.Data;
using Nexa.Hosting;
using Npgsql;

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
    public async Task On_a_database_without_schema_it_is_not_healthy_and_names_the_pending_migration()
    {
        var empty = await servers.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(empty))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await connection.Statement("drop table \"__EFMigrationsHistory\"").ExecuteAsync(TestContext.Current.CancellationToken);
        }

        foreach (var role in (string[])[DatabaseRoles.System, DatabaseRoles.Tenant])
        {
            await using var app = await StartAsync(empty, await servers.RedisAsync(), role: role);

            var (status, health) = await HealthAsync(app);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Equal("Unhealthy", health.GetProperty("checks").GetProperty("schema").GetString());
            Assert.Equal($"Pending migrations: {string.Join(", ", SchemaMigrations.Known)}. Run: Nexa.Worker migrate",
                health.GetProperty("reasons").GetProperty("schema").GetString());
        }
    }

    [Theory]
    [InlineData(DatabaseRoles.System)]
    [InlineData(DatabaseRoles.Tenant)]
    public async Task On_a_migrated_database_the_schema_is_healthy(string role)
    {
        await using var app = await StartAsync(await servers.CreateDatabaseAsync(), await servers.RedisAsync(), role: role);

        var (status, health) = await HealthAsync(app);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (status, health.GetProperty("checks").GetProperty("schema").GetString()));
        Assert.Empty(health.GetProperty("reasons").EnumerateObject());
    }

    [Fact]
    public async Task Logs_of_production_are_JSON_that_a_person_can_read()
    {
        await using var app = await StartAsync(
            await servers.CreateDatabaseAsync(), await servers.RedisAsync(), environment: Environments.Production);
        var json = app.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);
        await using var line = new StringWriter();

        json.Write(new LogEntry<string>(LogLevel.Information, "test", default, "\"a\" + 'b' é <c>", null, (state, _) => state), null, line);

        Assert.Contains("""
            "Message":"\"a\" + 'b' é <c>"
            """, line.ToString(), StringComparison.Ordinal);
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

    private static async Task<WebApplication> StartAsync(string postgres, string redis, string postgresSettings = "", string? role = null,
        string? environment = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment ?? Environments.Development,
        });
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:nexadb", $"{postgres};{postgresSettings}"), new("ConnectionStrings:redis", redis),
            new("urls", "http://127.0.0.1:0"),
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddNexaData(role);
        builder.Services.AddSingleton(CoreServices.CreateDataSource(postgres));
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
