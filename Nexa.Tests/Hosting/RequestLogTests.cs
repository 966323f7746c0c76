using System.Net;

namespace Nexa.Tests.Hosting;

public sealed class RequestLogTests(Servers servers)
{
    [Fact]
    public async Task A_request_is_one_line_with_route_status_user_and_trace_and_without_what_is_secret()
    {
        using var logs = new CollectedLogs();
        await using var api = await ApiHost.StartAsync(servers, logs: logs);
        var user = await api.CreateUserAsync();
        using var http = await api.ClientAsync(user);
        using var stranger = api.Client();

        foreach (var (client, path) in new[] { (http, "/ncm/85322410?on=2026-01-01"), (stranger, $"/tasks/{user.Id}?access_token=geheim"),
            (stranger, "/health") })
        {
            (await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).Dispose();
        }

        var lines = logs.Lines.Where(line => line.StartsWith("GET ", StringComparison.Ordinal) && line.Contains(" ms user ",
            StringComparison.Ordinal)).ToList();
        Assert.Collection(lines,
            line => Assert.Matches($"^GET /ncm/{{code}} {(int)HttpStatusCode.OK} [0-9]+ ms user {user.Id} trace [0-9a-f]{{32}}", line),
            line => Assert.Matches("^GET /tasks/{id:guid} 401 [0-9]+ ms user \\(null\\) trace [0-9a-f]{32}", line));
        Assert.DoesNotContain(lines, line => line.Contains("geheim", StringComparison.Ordinal));
    }
}
