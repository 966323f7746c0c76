using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Live;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Tests.Live;

/// <summary>Server-sent events as browsers and proxies meet them.</summary>
public sealed class EventStreamTests(Servers servers) : IAsyncLifetime
{
    private const string Update = "classification_update_status";
    private ApiHost host = null!;
    private User user = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.StartAsync(servers, more: [("Live:KeepAlive", "00:00:01")]);
        user = await host.CreateUserAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_stream_begins_at_once_and_shows_signs_of_life_before_the_first_event()
    {
        var task = await AddTaskAsync();
        using var client = await host.ClientAsync(user);

        using var response = await client.GetAsync(EventsOf(task), HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        Assert.Equal(["retry: 2000", ": connected", "", ": alive"], await ReadAsync(lines, 4));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
        Assert.True(response.Headers.CacheControl is { NoStore: true, NoTransform: true });
    }

    [Fact]
    public async Task A_stream_lives_through_a_proxy_that_cuts_and_buffers_and_every_event_arrives_once()
    {
        var task = await AddTaskAsync();
        await using var proxy = new CuttingProxy(host.Address, idle: TimeSpan.FromSeconds(2.5));
        using var client = new HttpClient { BaseAddress = proxy.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync(user));

        using var response = await client.GetAsync(EventsOf(task), HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        await ReadAsync(lines, 3 + (2 * 4)); // quiet for four signs of life, longer than the proxy is patient
        await TellAsync(task, Update, """{"status":"processing"}""");
        await TellAsync(task, "classification_finished", """{"status":"done"}""");

        var rest = await lines.ReadToEndAsync(Ct);
        var ids = rest.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal));
        Assert.Equal(["id: 1", "id: 2"], ids);
        Assert.Equal(0, proxy.Cuts);
        Assert.True(new LiveSettings().KeepAlive < TimeSpan.FromSeconds(20)); // the same at the pace of proxies that cut after 20 seconds
    }

    [Fact]
    public async Task While_redis_is_away_all_streams_of_a_replica_cost_one_statement_a_second()
    {
        const int Streams = 20;
        await using var lonely = await ApiHost.StartAsync(
            servers, more: [("Live:KeepAlive", "00:00:01"), ("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=false")]);
        var person = await lonely.CreateUserAsync();
        using var client = await lonely.ClientAsync(person);
        var tasks = new List<Guid>();
        for (var i = 0; i < Streams; i++)
        {
            tasks.Add(await AddTaskAsync(on: lonely, of: person));
        }

        var streams = await Task.WhenAll(tasks.Select(async task => new StreamReader(await (await client.GetAsync(
            EventsOf(task), HttpCompletionOption.ResponseHeadersRead, Ct)).Content.ReadAsStreamAsync(Ct))));
        await Task.WhenAll(streams.Select(stream => ReadAsync(stream, 3 + (2 * 3)))); // each has read its log, and has been told to once
        using var traces = new CollectedTraces();
        await Task.WhenAll(streams.Select(stream => ReadAsync(stream, 2 * 3)));

        Assert.DoesNotContain(traces.Tags, tags => tags.Contains("from task_event", StringComparison.Ordinal));
        Assert.InRange(traces.Tags.Count(tags => tags.Contains("from task where id = any", StringComparison.Ordinal)), 1, 5);
        await TellAsync(tasks[^1], "classification_finished", """{"status":"done"}""", lonely);
        Assert.Contains("id: 1", await streams[^1].ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_every_event_is_told_to_stop()
    {
        var task = await AddTaskAsync(TaskState.Cancelled);
        await TellAsync(task, Update, """{"status":"cancelled","final":true}""");
        using var client = await host.ClientAsync(user);

        async Task<HttpStatusCode> AskAsync(string? lastEventId, string query = "")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, EventsOf(task, query));
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            using var response = await client.SendAsync(request, Ct);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(null));
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync("1"));
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync("1", "?after_seq=0"));
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(null, "?after_seq=1"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("nonsense"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task The_token_of_a_stream_may_come_in_its_query_and_stands_in_no_log(string end)
    {
        var logs = new CollectedLogs();
        await using var logged = await ApiHost.StartAsync(servers, host.Database, logs: logs);
        var task = await AddTaskAsync(TaskState.Done);
        await TellAsync(task, "classification_finished", """{"status":"done"}""");
        var token = await host.TokenAsync(user);
        using var client = logged.Client();

        var stream = await client.GetStringAsync(new Uri($"/tasks/{task}/events{end}?access_token={token}", UriKind.Relative), Ct);
        var written = logs.Lines.Where(line => line.Contains(token.Split('.')[2], StringComparison.Ordinal)).ToList();
        using var elsewhere = await client.GetAsync(new Uri($"/tasks/{task}?access_token={token}", UriKind.Relative), Ct);

        Assert.Contains("event: classification_finished\nid: 1\n", stream, StringComparison.Ordinal);
        Assert.Empty(written);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    private static Uri EventsOf(Guid task, string query = "") => new($"/tasks/{task}/events{query}", UriKind.Relative);

    private static async Task<List<string?>> ReadAsync(StreamReader lines, int count)
    {
        var read = new List<string?>();
        while (read.Count < count)
        {
            read.Add(await lines.ReadLineAsync(Ct));
        }

        return read;
    }

    private async Task<Guid> AddTaskAsync(TaskState status = TaskState.Started, ApiHost? on = null, User? of = null)
    {
        var task =
            new ClassificationTask { Id = Guid.CreateVersion7(), OrganisationId = (of ?? user).Id, Kind = TaskKind.PartNumber, Status = status,
                Total = 1 };
        await (on ?? host).WithDbAsync(db =>
        {
            db.Add(task);
            return db.SaveChangesAsync(Ct);
        });
        return task.Id;
    }

    private async Task TellAsync(Guid task, string name, string payload, ApiHost? on = null)
    {
        var services = (on ?? host).Services;
        await using var connection = await services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System)
            .OpenConnectionAsync(Ct);
        var stored = await TaskEventLog.AppendAsync(connection, task, name, payload, Ct);
        services.GetRequiredService<EventPublisher>().Publish([stored]);
    }
}
