using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;

namespace Nexa.Tests.Tasks;

/// <summary>The whole system on real processes, of which one is killed while a job runs.</summary>
[Collection("AppHost")]
public sealed class OutageTests(OutageSystem running) : IClassFixture<OutageSystem>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    [InlineData("worker")]
    public async Task A_client_that_follows_a_job_through_a_crash_receives_every_event_once(string victim)
    {
        var (nexa, agents) = (running.Nexa, running.Agents);
        agents.Hold();
        using var http = new HttpClient { BaseAddress = nexa.Api };
        var task = await SubmitAsync(http, $"HELD-{victim}");
        var events = Channel.CreateUnbounded<(string Name, long Seq)>();
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(http.BaseAddress!, "hubs/classification")).Build();
        hub.On<JsonElement>("classification_update_status", data => events.Writer.TryWrite(("status", data.GetProperty("seq").GetInt64())));
        hub.On<JsonElement>("classification_finished", data => events.Writer.TryWrite(("finished", data.GetProperty("seq").GetInt64())));
        await hub.StartAsync(Ct);
        await hub.InvokeAsync("join", new { room_id = task }, Ct);
        Assert.Equal(("status", 1L), await events.Reader.ReadAsync(Ct)); // the agents have it

        var back = nexa.KillAsync(victim);
        agents.Release.SetResult(); // their answer now reaches no one, or cannot be written
        await back;
        await PassLeaseAsync(task);

        var seq = 1L;
        while (true)
        {
            var (name, next) = await events.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct);
            Assert.Equal(++seq, next);
            if (name == "finished")
            {
                break;
            }
        }

        Assert.Equal(1, await ScalarAsync("select count(*) from classification where task_id = $1", task));
        Assert.Equal(1, await ScalarAsync("select count(*) from task_event where task_id = $1 and name = 'classification_finished'", task));
    }

    /// <summary>Taken at the first try, whatever connections an earlier crash broke.</summary>
    private static async Task<string> SubmitAsync(HttpClient http, string partNumber)
    {
        using var answer = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = partNumber }, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("task_id").GetString()!;
    }

    /// <summary>Half a minute goes by for the job of a dead worker.</summary>
    private Task<long> PassLeaseAsync(string task) => ScalarAsync(
        "with passed as (update job set lease_until = now() - interval '1 s' where task_id = $1 and state = 'running' returning id) "
        + "select count(*) from passed", task);

    private async Task<long> ScalarAsync(string sql, string task)
    {
        await using var connection = new NpgsqlConnection(running.Nexa.Database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Guid.Parse(task) } } };
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}

/// <summary>One worker, scripted agents, and little patience with silence.</summary>
public sealed class OutageSystem : IAsyncLifetime
{
    internal NexaSystem Nexa { get; private set; } = null!;

    internal ScriptedAgents Agents { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Agents = await ScriptedAgents.StartAsync();
        Nexa = await NexaSystem.StartAsync(
            [$"NEXA_AI_SERVER={Agents.Url}"],
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["Agents__IdleTimeout"] = "00:00:03" });
        await Agents.ConnectAsync(Nexa.Redis + ",abortConnect=false");
    }

    public async ValueTask DisposeAsync()
    {
        await Nexa.DisposeAsync();
        await Agents.DisposeAsync();
    }
}
