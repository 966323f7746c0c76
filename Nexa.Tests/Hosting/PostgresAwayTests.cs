using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Hosting;

namespace Nexa.Tests.Hosting;

/// <summary>An API whose PostgreSQL is away.</summary>
public sealed class PostgresAwayTests(Servers servers)
{
    [Fact]
    public async Task A_request_is_answered_with_503_and_one_line_in_the_log()
    {
        using var logs = new CollectedLogs();
        await using var api =
            await ApiHost.StartAsync(servers, $"Host=127.0.0.1;Port={Ports.FindFree()};Database=nexadb", [("Nexa:AllowAnonymous", "true")],
                logs);
        using var http = api.CreateClient();

        using var answer =
            await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = "CL10C330JB8NNNC" },
                TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("Serviço temporariamente indisponível.",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("title").GetString());
        Assert.Single(logs.Lines, line => line.StartsWith("A request was answered with 503: ", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }
}
