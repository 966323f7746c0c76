using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;

namespace Nexa.Tests.Auth;

/// <summary>Every hub method and every event stream, as everyone who might call it.</summary>
public sealed class LiveMatrixTests(Servers servers)
{
    private const string Hub = "/hubs/classification";
    private const string EventStream = "text/event-stream";
    private const string Cut = "cut";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_hub_method_and_every_event_stream_has_a_column_in_the_matrix()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        var hubs = routes.Select(route => route.Metadata.GetMetadata<HubMetadata>()?.HubType).OfType<Type>().Distinct();
        var methods = hubs.SelectMany(hub => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => method.GetBaseDefinition().DeclaringType is { } from && from != typeof(Hub) && from != typeof(object))
            .Select(method => method.GetCustomAttribute<HubMethodNameAttribute>()?.Name ?? method.Name);
        var streams = routes.Where(route => route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
                .Any(produced => produced.ContentTypes.Contains(EventStream, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(route => route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method =>
                $"{method} {route.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal)}"));

        Assert.Equal([.. methods.Concat(streams).Order(StringComparer.Ordinal)],
            ReadTable()[0][1..].Order(StringComparer.Ordinal));
        Assert.All(routes.Where(route => route.Metadata.GetMetadata<HubMetadata>() is not null),
            route => Assert.StartsWith(Hub, route.RoutePattern.RawText, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Each_hub_method_and_event_stream_answers_as_its_cell_says(HttpTransportType transport)
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "admins")]);
        var table = ReadTable();

        var wrong = await Task.WhenAll(table[1..].SelectMany(line => line[1..].Select(async (expected, column) =>
        {
            var owner = await host.CreateUserAsync(password: "uma frase bem comprida");
            var task = await OwnershipTests.FillAsync(host, owner, $"PN-{owner.Id:n}", TaskState.Started);
            var caller = await LiveMatrix.MakeAsync(line[0], host, owner);
            var call = table[0][column + 1];
            var got = call.StartsWith("GET ", StringComparison.Ordinal) ? await StreamAsync(host, caller, $"/tasks/{task}/events")
                : await CallHubAsync(host, caller, call, task, transport);
            return got == expected ? null : $"{call} as {line[0]}: {got}, in the matrix {expected}";
        })));

        Assert.True(wrong.All(cell => cell is null), string.Join('\n', wrong.OfType<string>()));
    }

    [Fact]
    public async Task Who_is_refused_at_the_hub_is_refused_by_each_of_its_addresses()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "admins")]);
        var (owner, table) = (await host.CreateUserAsync(), ReadTable());
        foreach (var line in table[1..].Where(line => line[1] is "401" or "403"))
        {
            var caller = await LiveMatrix.MakeAsync(line[0], host, owner);
            foreach (var (method, path) in ((HttpMethod, string)[])
                [(HttpMethod.Post, $"{Hub}/negotiate?negotiateVersion=1"), (HttpMethod.Get, Hub), (HttpMethod.Get, $"{Hub}?id=of-another"),
                    (HttpMethod.Post, $"{Hub}?id=of-another"), (HttpMethod.Delete, $"{Hub}?id=of-another"), (HttpMethod.Post, $"{Hub}/")])
            {
                using var client = host.Client(caller.Token);
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Accept.Add(new(EventStream));
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                Assert.True(line[1] == $"{(int)answer.StatusCode}", $"{method} {path} as {line[0]}: {(int)answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task A_connection_whose_id_somebody_else_has_read_in_a_log_serves_nobody_else()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var owner = await host.CreateUserAsync();
        using var client = await host.ClientAsync(owner);
        using var negotiated = await client.PostAsync(new Uri($"{Hub}/negotiate?negotiateVersion=1", UriKind.Relative), null, Ct);
        var connection = new Uri($"{Hub}?id={(await negotiated.JsonAsync(200)).Text("connectionToken")}", UriKind.Relative);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(connection, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(client, """{"protocol":"json","version":1}"""));

        foreach (var other in new[] { await host.CreateUserAsync(), await host.CreateUserAsync(Roles.Analyst, owner.Id), owner })
        {
            using var strangers = await host.ClientAsync(other); // the owner's with another session
            Assert.Equal(HttpStatusCode.NotFound, await SendAsync(strangers, """{"type":1,"target":"ping_event","arguments":[]}"""));
            Assert.Equal(HttpStatusCode.NotFound, (await strangers.GetAsync(connection, Ct)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await strangers.DeleteAsync(connection, Ct)).StatusCode);
        }

        Assert.Contains("socket_session_id", await client.GetStringAsync(connection, Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await client.DeleteAsync(connection, Ct)).StatusCode);

        async Task<HttpStatusCode> SendAsync(HttpClient from, string message)
        {
            using var content = new StringContent(message + '\u001e');
            using var answer = await from.PostAsync(connection, content, Ct);
            return answer.StatusCode;
        }
    }

    private static string[][] ReadTable() =>
        [.. LiveMatrix.Cells.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    private static async Task<string> CallHubAsync(
        ApiHost host, LiveCaller caller, string method, Guid task, HttpTransportType transport)
    {
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(host.Address, Hub), transport, options =>
            options.AccessTokenProvider = () => Task.FromResult(caller.Token)).Build();
        var closed = new TaskCompletionSource();
        var (pong, update) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Closed += _ => Task.FromResult(closed.TrySetResult());
        hub.On<object>("pong_event", _ => pong.TrySetResult());
        hub.On<object>("classification_update_status", _ => update.TrySetResult());
        try
        {
            await hub.StartAsync(Ct);
        }
        catch (HttpRequestException refused) when (refused.StatusCode is { } code)
        {
            return $"{(int)code}";
        }

        try
        {
            await CallAsync();
        }
        catch (HubException refused) when (refused.Message.Contains("Sala não encontrada.", StringComparison.Ordinal))
        {
            return $"{(int)HttpStatusCode.NotFound}";
        }

        if (caller.EndAsync is null)
        {
            return $"{(int)HttpStatusCode.OK}";
        }

        await caller.EndAsync();
        await closed.Task.WaitAsync(Patience, Ct); // by itself: whoever only listens is cut too
        return Cut;

        async Task CallAsync()
        {
            object[] arguments = method == "ping_event" ? [] : [new { room_id = task }];
            await hub.InvokeCoreAsync(method, arguments, Ct);
            await (method switch { "join" => update.Task, "ping_event" => pong.Task, _ => Task.CompletedTask }).WaitAsync(Patience, Ct);
        }
    }

    private static async Task<string> StreamAsync(ApiHost host, LiveCaller caller, string path)
    {
        using var client = host.Client(caller.Token);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return $"{(int)answer.StatusCode}";
        }

        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        while (!(await lines.ReadLineAsync(Ct))!.StartsWith("event:", StringComparison.Ordinal))
        {
            // the beginning, which every stream has
        }

        if (caller.EndAsync is null)
        {
            return $"{(int)answer.StatusCode}";
        }

        await caller.EndAsync();
        try
        {
            await lines.ReadToEndAsync(Ct).WaitAsync(Patience, Ct);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // aborted in the middle
        }

        return Cut;
    }
}
