using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Nexa.Core.Data;
using Nexa.Worker.Classification;
using Npgsql;

namespace Nexa.Tests.Support;

/// <summary>API and worker in this process with scripted agents; who does not sign in is anonymous.</summary>
internal sealed class NexaApp : IAsyncDisposable
{
    private readonly ApiHost api;
    private WorkerFactory worker;

    private NexaApp(ApiHost api, WorkerFactory worker, ScriptedAgents agents)
    {
        (this.api, this.worker, Agents) = (api, worker, agents);
        Http = api.Client();
        _ = worker.Server; // starts it
    }

    public string Database => api.Database;
    public string Redis => api.Redis;
    public ScriptedAgents Agents { get; }
    public HttpClient Http { get; }
    public IServiceProvider Worker => worker.Services;
    public HttpClient CreateWorkerClient() => worker.CreateClient();
    public Uri HubUrl => new(api.Address, "hubs/classification");

    public static async Task<NexaApp> StartAsync(
        Servers servers, IReadOnlyDictionary<string, string>? settings = null, string? redis = null)
    {
        redis ??= await servers.RedisAsync($"app-{Guid.NewGuid():n}");
        var agents = await ScriptedAgents.StartAsync(redis);
        var host = await ApiHost.StartAsync(servers,
            more: [
                ("ConnectionStrings:redis", redis), ("Agents:BaseUrl", agents.Url), ("Agents:IdleTimeout", "00:00:03"),
                ("Nexa:AllowAnonymous", "true"), .. (settings ?? new Dictionary<string, string>()).Select(one => (one.Key, one.Value)),
            ]);
        return new NexaApp(host, new WorkerFactory(host), agents);
    }

    /// <summary>Stops the worker as its host would; <see cref="StartWorker"/> starts another one.</summary>
    public ValueTask StopWorkerAsync() => worker.DisposeAsync();

    public void StartWorker()
    {
        worker = new WorkerFactory(api);
        _ = worker.Server; // starts it
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

    /// <summary>A column of text of what a query finds.</summary>
    public async Task<List<string>> ColumnAsync(string name, string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Statement(sql).ListAsync(row => row.Text(name), TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.Statement(sql).ExecuteAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Agents.Release.TrySetResult();
        await worker.DisposeAsync();
        await api.DisposeAsync();
        await Agents.DisposeAsync();
    }

    /// <summary>A worker with the settings of the API.</summary>
    private sealed class WorkerFactory(ApiHost api) : WebApplicationFactory<ResultWriter>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => api.Configure(builder);
    }
}
