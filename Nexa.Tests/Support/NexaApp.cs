using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Nexa.Api.Auth;
using Nexa.Worker.Classification;
using Npgsql;

namespace Nexa.Tests.Support;

/// <summary>API and worker in this process, on a database and Redis channels of their own, with scripted agents.</summary>
internal sealed class NexaApp : IAsyncDisposable
{
    private readonly WebApplicationFactory<CurrentUser> api;
    private readonly WebApplicationFactory<ResultWriter> worker;

    private NexaApp(string database, string redis, ScriptedAgents agents, IReadOnlyDictionary<string, string>? settings)
    {
        (Database, Redis, Agents) = (database, redis, agents);
        api = new Factory<CurrentUser>(Set);
        api.UseKestrel(0);
        worker = new Factory<ResultWriter>(Set);

        void Set(IWebHostBuilder web)
        {
            web.ConfigureLogging(logging => logging.ClearProviders());
            web.UseSetting("ConnectionStrings:nexadb", database);
            web.UseSetting("ConnectionStrings:redis", redis);
            web.UseSetting("Agents:BaseUrl", agents.Url);
            web.UseSetting("Agents:IdleTimeout", "00:00:03");
            web.UseSetting("Nexa:AllowAnonymous", "true");
            foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                web.UseSetting(key, value);
            }
        }
    }

    public string Database { get; }
    public string Redis { get; }
    public ScriptedAgents Agents { get; }
    public HttpClient Http { get; private set; } = null!;
    public IServiceProvider Worker => worker.Services;
    public Uri HubUrl => new(Http.BaseAddress!, "hubs/classification");

    public static async Task<NexaApp> StartAsync(Servers servers, IReadOnlyDictionary<string, string>? settings = null)
    {
        var redis = await servers.RedisAsync($"app-{Guid.NewGuid():n}");
        var app = new NexaApp(await servers.CreateDatabaseAsync(), redis, await ScriptedAgents.StartAsync(redis), settings);
        app.api.StartServer();
        app.Http = app.api.CreateClient();
        _ = app.worker.Server; // starts it
        return app;
    }

    public async Task<JsonElement> PostAsync(string path, object body, int expect = 202)
    {
        using var response = await Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == expect, $"{(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public async Task<JsonElement> GetAsync(string path) =>
        await Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>All events of a task to its last, by server-sent events.</summary>
    public async Task<List<(string Name, JsonElement Data)>> EventsAsync(string taskId, string? lastEventId = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/tasks/{taskId}/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.EnsureSuccessStatusCode();
        var events = new List<(string, JsonElement)>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token))
        {
            events.Add((item.EventType, JsonElement.Parse(item.Data)));
        }

        return events;
    }

    /// <summary>The events of a part number that was sent to be classified, to the last.</summary>
    public async Task<List<(string Name, JsonElement Data)>> ClassifyAsync(string partNumber)
    {
        var accepted = await PostAsync("/classify-partnumber", new { partnumber = partNumber });
        return await EventsAsync(accepted.GetProperty("task_id").GetString()!);
    }

    public async Task<List<string>> ColumnAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    public Task ExecuteAsync(string sql) => ColumnAsync(sql);

    public async ValueTask DisposeAsync()
    {
        Agents.Release.TrySetResult();
        await worker.DisposeAsync();
        await api.DisposeAsync();
        await Agents.DisposeAsync();
    }

    private sealed class Factory<T>(Action<IWebHostBuilder> set) : WebApplicationFactory<T>
        where T : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => set(builder);
    }
}
