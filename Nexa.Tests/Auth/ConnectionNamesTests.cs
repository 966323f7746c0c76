using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Whom a connection's name serves in POST /ws.</summary>
public sealed class ConnectionNamesTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_event_reaches_connections_of_the_same_session_alone()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var owner = await host.CreateUserAsync();
        var token = await host.TokenAsync(owner);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"), options =>
            options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        var (connected, tested) = (new TaskCompletionSource<JsonElement>(), new TaskCompletionSource());
        hub.On<JsonElement>("connected", said => connected.TrySetResult(said));
        hub.On<JsonElement>("test_event", _ => tested.TrySetResult());
        await hub.StartAsync(Ct);
        var name = (await connected.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct)).Text("socket_session_id");

        // Another organisation, another member, another session of the same person; and the owner with an id that has no seal, or another's.
        foreach (var other in new[] { await host.CreateUserAsync(), await host.CreateUserAsync(Roles.Admin, owner.Id), owner })
        {
            using var strangers = await host.ClientAsync(other);
            Assert.Equal(HttpStatusCode.NotFound, await SendAsync(strangers, name));
        }

        using var client = host.Client(token);
        foreach (var wrong in (string[])[hub.ConnectionId!, $"{hub.ConnectionId}.", name[..^2], $".{name}", "x" + name, $"{name}.{name}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await SendAsync(client, wrong));
        }

        Assert.False(tested.Task.IsCompleted);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(client, name));
        await tested.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string name)
    {
        using var answer = await client.PostAsJsonAsync("/ws", new { socket_session_id = name }, Ct);
        return answer.StatusCode;
    }
}
