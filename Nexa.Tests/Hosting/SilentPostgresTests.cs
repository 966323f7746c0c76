using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Tests.Hosting;

/// <summary>An API whose PostgreSQL takes connections and answers nothing, as one that is frozen.</summary>
public sealed class SilentPostgresTests(Servers servers)
{
    /// <summary>4 s for a connection, 8 s for an answer, 4 s for the connection that would cancel it; and what the machine needs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(17);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_is_answered_with_503_while_its_client_still_waits()
    {
        var server = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync());
        await using var network = new FaultyProxy(server.Host!, server.Port);
        server.Port = network.Port;
        await using var host = await ApiHost.StartAsync(servers, server.ConnectionString);
        var user = await host.CreateUserAsync(password: "uma frase bem comprida");
        var (key, _) = await host.CreateKeyAsync(user.Id, user.Id, Permissions.All);
        using var client = await host.ClientAsync(user);
        using var machine = host.Client(key);
        using var nobody = host.Client();
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(client)).StatusCode);
        using (await client.GetAsync(new Uri("/history", UriKind.Relative), Ct))
        {
            network.FallSilent();
        }

        var asked = new (string, Func<Task<HttpResponseMessage>>)[]
        {
            ("history", () => client.GetAsync(new Uri("/history", UriKind.Relative), Ct)),
            ("account", () => client.GetAsync(new Uri("/me", UriKind.Relative), Ct)),
            ("download", () => client.GetAsync(new Uri("/me/data", UriKind.Relative), Ct)),
            ("a key", () => machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)),
            ("sign-in", () => nobody.PostAsJsonAsync("/login", new { email = user.Email, password = "uma frase bem comprida" }, Ct)),
            ("health", () => nobody.GetAsync(new Uri("/health", UriKind.Relative), Ct)),
        };
        // More submissions than connections: those behind the first wait no longer than it does.
        var submissions = Enumerable.Repeat<(string, Func<Task<HttpResponseMessage>>)>(("submission", () => SubmitAsync(client)), 60);
        var answers = await Task.WhenAll(asked.Concat(submissions).Select(async one =>
        {
            var (name, askAsync) = one;
            var start = Stopwatch.GetTimestamp();
            using var answer = await askAsync();
            return (Name: name, answer.StatusCode, Took: Stopwatch.GetElapsedTime(start));
        }));

        Assert.All(answers, answer =>
        {
            Assert.Equal((answer.Name, HttpStatusCode.ServiceUnavailable), (answer.Name, answer.StatusCode));
            Assert.True(answer.Took < Longest, $"{answer.Name} took {answer.Took}");
        });

        static Task<HttpResponseMessage> SubmitAsync(HttpClient http) =>
            http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"PN-{Guid.NewGuid():n}" }, Ct);
    }
}
