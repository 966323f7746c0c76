using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Tasks;
using StackExchange.Redis;

namespace Nexa.Tests.Tasks;

/// <summary>The hub, with real SignalR clients.</summary>
public sealed class LiveTests(Servers servers) : IAsyncLifetime
{
    private static readonly string[] Names =
        ["connected", "pong_event", "test_event", "classification_update_status", "partial_result", "classification_finished",
            "batch_classification_finished"];
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_client_is_told_its_id_and_is_reached_by_it()
    {
        await using var client = await ConnectAsync();
        var (name, data) = await client.Events.ReadAsync(Ct);
        Assert.Equal("connected", name);

        foreach (var arguments in (object?[][])[[], [new { }], ["ping", 1]])
        {
            await client.Hub.InvokeCoreAsync("ping_event", arguments, Ct);
            Assert.Equal("pong", (await client.Events.ReadAsync(Ct)).Data.GetProperty("message").GetString());
        }

        await app.PostAsync("/ws", new { socket_session_id = data.GetProperty("socket_session_id").GetString() });
        Assert.Equal("test_event", (await client.Events.ReadAsync(Ct)).Name);
    }

    [Fact]
    public async Task A_client_that_joins_after_the_end_receives_every_event_in_order()
    {
        var task =
            (await app.PostAsync("/classify-batch", new { partnumbers = new[] { "LATE-1", "LATE-2", "LATE-3" } })).GetProperty("task_id")
            .GetString()!;
        var stored = await app.EventsAsync(task);
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);

        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);

        foreach (var (name, data) in stored)
        {
            var received = await client.Events.ReadAsync(Ct);
            Assert.Equal(name, received.Name);
            Assert.Equal(data.GetRawText(), received.Data.GetRawText());
        }
    }

    [Fact]
    public async Task A_client_that_comes_back_receives_what_it_lacks()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "BACK-1" })).GetProperty("task_id").GetString()!;
        var stored = await app.EventsAsync(task);
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);

        await client.Hub.InvokeAsync("join", new { room_id = task, after_seq = stored.Count - 1 }, Ct);

        Assert.Equal(stored.Count, (await client.Events.ReadAsync(Ct)).Data.GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task A_client_that_joined_in_time_follows_live()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-1" })).GetProperty("task_id").GetString()!;
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);
        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);
        Assert.Equal("classification_update_status", (await client.Events.ReadAsync(Ct)).Name);

        app.Agents.Release.SetResult();

        while ((await client.Events.ReadAsync(Ct)).Name is var name && name != "classification_finished")
        {
            Assert.Equal("classification_update_status", name);
        }
    }

    [Fact]
    public async Task A_task_that_is_cancelled_tells_every_client_that_it_is_over()
    {
        var task = (await app.PostAsync("/classify-batch", new { partnumbers = new[] { "HELD-3", "HELD-4" } })).GetProperty("task_id")
            .GetString()!;
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);
        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);
        Assert.False((await client.Events.ReadAsync(Ct)).Data.TryGetProperty("final", out _));
        var stream = app.EventsAsync(task);

        await app.PostAsync($"/tasks/{task}/cancel", new { }, expect: 200);

        foreach (var (name, data) in new[] { await client.Events.ReadAsync(Ct), (await stream)[^1] })
        {
            Assert.Equal(("classification_update_status", "cancelled"), (name, data.GetProperty("status").GetString()));
            Assert.True(data.GetProperty("final").GetBoolean());
        }
    }

    [Fact]
    public async Task An_event_that_Redis_brings_again_reaches_the_client_once()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-TWICE" })).GetProperty("task_id").GetGuid();
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);
        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);
        Assert.Equal(1, (await client.Events.ReadAsync(Ct)).Data.GetProperty("seq").GetInt64());

        await using (var redis = await ConnectionMultiplexer.ConnectAsync(app.Redis))
        {
            new EventPublisher(redis, app.Worker.GetRequiredService<EventSeal>()).Publish(
                [new StoredEvent(task, 1, "classification_update_status", """{"status":"processing"}""")]);
            await redis.GetDatabase().PingAsync(); // sent, and before what the worker says
        }

        app.Agents.Release.SetResult();
        Assert.Equal(2, (await client.Events.ReadAsync(Ct)).Data.GetProperty("seq").GetInt64());
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_room_that_does_not_exist_is_refused(string? room)
    {
        await using var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<HubException>(() => client.Hub.InvokeAsync("join", new { room_id = room }, Ct));

        Assert.Contains("Sala não encontrada.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_lost_by_Redis_are_read_from_the_log()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-2" })).GetProperty("task_id").GetString()!;
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);
        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);
        var first = await client.Events.ReadAsync(Ct);

        // A hint with a later number, as after lost ones: the follower fills the gap from the log before it goes on.
        await using var redis = await ConnectionMultiplexer.ConnectAsync(app.Redis);
        await redis.GetSubscriber().PublishAsync(EventPublisher.Channel, Pack(Guid.Parse(task), 99));
        app.Agents.Release.SetResult();

        var seq = first.Data.GetProperty("seq").GetInt32();
        while (true)
        {
            var (name, data) = await client.Events.ReadAsync(Ct);
            Assert.Equal(++seq, data.GetProperty("seq").GetInt32());
            if (name == "classification_finished")
            {
                return;
            }
        }
    }

    [Fact]
    public async Task An_event_that_somebody_else_writes_to_Redis_reaches_nobody()
    {
        const string forged = """{"status":"processing","message":"FORGED"}""";
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-3" })).GetProperty("task_id").GetGuid();
        await using var client = await ConnectAsync();
        await client.Events.ReadAsync(Ct);
        await client.Hub.InvokeAsync("join", new { room_id = task }, Ct);
        var seq = (await client.Events.ReadAsync(Ct)).Data.GetProperty("seq").GetInt64();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(app.Redis);
        foreach (var message in new[] { Pack(task, seq + 1, forged), [1, 2, 3], [.. Pack(task, seq + 1, forged).Take(60)] })
        {
            await redis.GetSubscriber().PublishAsync(EventPublisher.Channel, message);
        }

        app.Agents.Release.SetResult();

        while (true)
        {
            var (name, data) = await client.Events.ReadAsync(Ct);
            Assert.Equal(++seq, data.GetProperty("seq").GetInt64());
            Assert.DoesNotContain("FORGED", data.GetRawText(), StringComparison.Ordinal);
            if (name == "classification_finished")
            {
                return;
            }
        }
    }

    private static byte[] Pack(Guid task, long seq, string payload = "{}")
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(new byte[32]); // no seal
        writer.Write(task.ToByteArray());
        writer.Write(seq);
        writer.Write("classification_update_status");
        writer.Write(payload);
        return buffer.ToArray();
    }

    private async Task<Client> ConnectAsync()
    {
        var hub = new HubConnectionBuilder().WithUrl(app.HubUrl).Build();
        var events = Channel.CreateUnbounded<(string, JsonElement)>();
        foreach (var name in Names)
        {
            hub.On<JsonElement>(name, data => events.Writer.TryWrite((name, data)));
        }

        await hub.StartAsync(Ct);
        return new(hub, events.Reader);
    }

    private sealed record Client(HubConnection Hub, ChannelReader<(string Name, JsonElement Data)> Events) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Hub.DisposeAsync();
    }
}
