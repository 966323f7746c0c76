using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Api.Quotas;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Nexa.Tests.Auth;
using Npgsql;

namespace Nexa.Tests.Quotas;

/// <summary>What an organisation, and a person in it, may have at a time; another organisation is not touched by it.</summary>
public sealed class QuotaTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_in_flight_of_an_organisation_and_of_a_person_are_refused_beyond_their_quota()
    {
        await using var host = await StartAsync(("TasksInFlight:Organisation", "3"), ("TasksInFlight:User", "2"));
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        using var anas = await host.ClientAsync(ana);
        using var colleagues = await host.ClientAsync(await host.CreateUserAsync(Roles.Analyst, ana.Id));
        using var bias = await host.ClientAsync(bia);

        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(anas, "Q-1")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(anas, "Q-2")).StatusCode);
        await UntilCountedAsync(anas);
        using var refused = await SubmitAsync(anas, "Q-3", key: "q-3");
        var byColleague = await SubmitAsync(colleagues, "Q-4");
        await UntilCountedAsync(colleagues);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SubmitAsync(colleagues, "Q-5")).StatusCode);

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("tarefas demais", (await refused.JsonAsync(429)).Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, byColleague.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(bias, "Q-6")).StatusCode);

        await using var database = NpgsqlDataSource.Create(host.Database);
        await database.Statement("update job set state = 'cancelled', finished_at = now()").ExecuteAsync(Ct);
        await Eventually.HoldsAsync(async () => // the refusal is no answer that is kept under its key
            (await SubmitAsync(anas, "Q-3", key: "q-3")).StatusCode == HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Tasks_counted_long_ago_are_counted_again_before_the_answer()
    {
        await using var host = await StartAsync();
        var ana = await host.CreateUserAsync();
        using var anas = await host.ClientAsync(ana);
        await SubmitAsync(anas, "Q-OLD");
        var clock = new SteppedClock();
        await using var database = NpgsqlDataSource.Create(host.Database);
        var one = new Quota { Organisation = 1, User = 1 };
        using var inFlight = new TasksInFlight(database, new() { TasksInFlight = one }, clock, NullLogger<TasksInFlight>.Instance);

        Assert.True(await IsFullAsync());
        await database.Statement("update job set state = 'cancelled', finished_at = now()").ExecuteAsync(Ct);
        Assert.True(await IsFullAsync());
        clock.Step(TimeSpan.FromSeconds(11));
        Assert.False(await IsFullAsync());
        await database.Statement("update job set state = 'queued', finished_at = null").ExecuteAsync(Ct);
        clock.Step(TimeSpan.FromSeconds(11));
        Assert.True(await IsFullAsync());

        ValueTask<bool> IsFullAsync() => inFlight.IsFullAsync(new(ana.Id, ana.Id), Ct);
    }

    [Fact]
    public async Task Files_beyond_what_an_organisation_or_a_person_may_keep_are_refused()
    {
        await using var host = await StartAsync(("DocumentBytes:Organisation", "250"), ("DocumentBytes:User", "150"));
        var ana = await host.CreateUserAsync();
        using var anas = await host.ClientAsync(ana);
        using var colleagues = await host.ClientAsync(await host.CreateUserAsync(Roles.Analyst, ana.Id));
        using var bias = await host.ClientAsync(await host.CreateUserAsync());

        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(anas, 100));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(anas, 101)); // of hers
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(colleagues, 102));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(colleagues, 60)); // of all
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(bias, 103));
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(anas, 100)); // kept already
        Assert.Equal(HttpStatusCode.Accepted, await UploadAsync(anas, 102)); // by a colleague
    }

    [Fact]
    public async Task Streams_and_connections_beyond_their_quota_are_refused_until_one_ends()
    {
        await using var host = await StartAsync(("Streams:Organisation", "2"), ("Streams:User", "1"));
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var member = await host.CreateUserAsync(Roles.Reader, ana.Id);
        var task = await OwnershipTests.FillAsync(host, ana, "Q-STREAM", TaskState.Started);
        using var anas = await host.ClientAsync(ana);
        var path = new Uri($"/tasks/{task}/events", UriKind.Relative);

        using (await anas.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            using var second = await anas.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
            var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => ConnectAsync(host, ana));
            await using var members = await ConnectAsync(host, member);
            await using var strangers = await ConnectAsync(host, bia);

            Assert.Contains("conexões em tempo real demais", (await second.JsonAsync(429)).Text("detail"), StringComparison.Ordinal);
            Assert.NotNull(second.Headers.RetryAfter);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(HubConnectionState.Connected, strangers.State);
        }

        await Eventually.HoldsAsync(async () =>
        {
            using var again = await anas.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
            return again.StatusCode == HttpStatusCode.OK;
        });
        await using var back = await ConnectAsync(host, member); // as the closed connection has given its place back
    }

    [Fact]
    public async Task An_export_beyond_the_quota_waits_for_one_that_runs()
    {
        await using var host = await StartAsync(("Exports:Organisation", "1"), ("Exports:User", "1"));
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        await DoubledTests.FillAsync(host, ana, "Q-ANA");
        using var anas = await host.ClientAsync(ana);
        using var bias = await host.ClientAsync(bia);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var held = await database.OpenConnectionAsync(Ct);
        Task<HttpResponseMessage> running;
        Task<HttpResponseMessage> strangers;
        await using (await held.BeginTransactionAsync(Ct))
        {
            await held.Statement("lock table classification").ExecuteAsync(Ct);
            running = ExportAsync(anas);
            await Eventually.HoldsAsync(async () => await WaitingAsync(database) == 1);

            using var refused = await ExportAsync(anas);
            strangers = ExportAsync(bias);
            await Eventually.HoldsAsync(async () => await WaitingAsync(database) == 2);

            Assert.Contains("exportações demais", (await refused.JsonAsync(429)).Text("detail"), StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await strangers).StatusCode);
        await Eventually.HoldsAsync(async () => (await ExportAsync(anas)).StatusCode == HttpStatusCode.OK);
    }

    private Task<ApiHost> StartAsync(params (string Name, string Value)[] quotas) => ApiHost.StartAsync(
        servers, more: [.. quotas.Select(quota => ($"Quotas:{quota.Name}", quota.Value)), ("Documents:WaitFor", "00:00:00")]);

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string partNumber, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify-partnumber")
        {
            Content = JsonContent.Create(new { partnumber = partNumber }),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, Ct);
    }

    /// <summary>The tasks are counted once a second; a retry of no task asks for the count and makes none.</summary>
    private static Task UntilCountedAsync(HttpClient client) => Eventually.HoldsAsync(async () =>
        (await client.PostAsync(new Uri($"/tasks/{Guid.NewGuid()}/retry", UriKind.Relative), null, Ct)).StatusCode
            == HttpStatusCode.TooManyRequests);

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client, int size)
    {
        using var file = new ByteArrayContent(Encoding.ASCII.GetBytes("partnumber;descricao\n".PadRight(size - 1, 'X') + '\n'));
        using var form = new MultipartFormDataContent { { file, "planilha", "pedido.csv" } };
        using var answer = await client.PostAsync(new Uri("/upload-sheet", UriKind.Relative), form, Ct);
        return answer.StatusCode;
    }

    private static async Task<HubConnection> ConnectAsync(ApiHost host, User user)
    {
        var token = await host.TokenAsync(user);
        var hub = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"),
            options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        await hub.StartAsync(Ct);
        return hub;
    }

    private static Task<HttpResponseMessage> ExportAsync(HttpClient client) => client.GetAsync(
        new Uri("/export-json?include_undecided=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);

    private static Task<long> WaitingAsync(NpgsqlDataSource database) => database.Statement(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").ScalarAsync<long>(Ct);

    /// <summary>A clock whose time stands still between its steps.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public void Step(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
    }
}
