using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexa.Hosting;

namespace Nexa.Tests.Hosting;

/// <summary>The AppHost from outside: what a user sees, and what stays behind.</summary>
[Collection("AppHost")]
public sealed class AppHostTests
{
    [Fact]
    public async Task It_starts_serves_and_leaves_nothing_behind_on_sigterm()
    {
        await using var host = AppHostProcess.Start();
        await host.IsReadyAsync();
        using var http = new HttpClient();

        var health = await http.GetAsync(new Uri($"http://localhost:{host.ApiPort}/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Contains($"\napi         http://localhost:{host.ApiPort}/docs", host.Said, StringComparison.Ordinal);
        var console = host.Said.Split('\n').First(line => line.Contains("http://", StringComparison.Ordinal));
        Assert.StartsWith("web         http://localhost:", console, StringComparison.Ordinal);
        using var page = await http.GetAsync(new Uri(console.Split(' ')[^1]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var dashboard = await http.GetAsync(host.DashboardLink, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, dashboard.StatusCode);
        Assert.NotEmpty(host.Processes());

        await using var second = AppHostProcess.Start(host.Folder);
        Assert.NotEqual(0, await second.ExitAsync());
        Assert.Contains($"Nexa already runs on the data folder {host.Folder}: stop it, or choose another folder with NEXA_DATA_DIR.",
            second.Said, StringComparison.Ordinal);

        await host.SendAsync("TERM");
        Assert.Equal(0, await host.ExitAsync());
        await Eventually.HoldsAsync(() => host.Processes().Count == 0, TimeSpan.FromSeconds(10)); // DCP itself ends a second or two later
    }

    [Fact]
    public async Task The_dashboard_shows_one_trace_from_the_request_to_the_event_and_none_of_polls()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = AppHostProcess.Start();
        await host.IsReadyAsync();
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null }; // an unsampled trace of this process would hide it
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"http://localhost:{host.ApiPort}") };
        using var answer = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = "CL10C330JB8NNNC" }, ct);
        var task = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("task_id").GetString()!;
        await http.GetStringAsync(new Uri($"/tasks/{task}/events", UriKind.Relative), ct); // to the last event

        string[] steps =
        [
            "api POST /classify-partnumber", "worker job classify-items", "agents POST /process/single_partnumber",
            "worker commit results and events",
        ];
        await Eventually.HoldsAsync(async () =>
        {
            var spans = await host.ReadSpansAsync();
            var request = spans.FirstOrDefault(span => span.Name == steps[0]);
            return steps.All(step => spans.Any(span => span.Name == step && span.TraceId == request.TraceId));
        }, TimeSpan.FromSeconds(60));

        // The workers have polled the queue every second.
        Assert.DoesNotContain(await host.ReadSpansAsync(), span => span.ParentId is null && span.Kind == AppHostProcess.ClientKind);
        await Eventually.HoldsAsync(
            async () => (await host.ReadLogsAsync()).Contains(task, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)); // a line of the job names its task
    }

    [Fact]
    public async Task When_it_is_killed_its_children_end_too_and_the_next_start_works()
    {
        await using var host = AppHostProcess.Start();
        await host.IsReadyAsync();

        await host.SendAsync("KILL");
        await host.ExitAsync();
        await using var next = AppHostProcess.Start(host.Folder, host.ApiPort);

        await next.IsReadyAsync();
        await next.SendAsync("INT");
        Assert.Equal(0, await next.ExitAsync());
        await Eventually.HoldsAsync(() => host.Processes().Count == 0, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Interrupted_while_it_starts_it_leaves_nothing_behind()
    {
        await using var host = AppHostProcess.Start();
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(host.Folder, "postgres", "postmaster.pid")));

        await host.SendAsync("INT");

        Assert.Equal(0, await host.ExitAsync());
        await Eventually.HoldsAsync(() => host.Processes().Count == 0, TimeSpan.FromSeconds(10)); // DCP itself ends a second or two later
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start(apiPort: port);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Equal($"Port {port} (api) is in use by another program: stop it, or choose another port with NEXA_API_PORT.",
            host.Said.Trim());
    }

    [Theory]
    [InlineData("NEXA_POSTGRES", "/nowhere",
        "No PostgreSQL 14 or newer was found (NEXA_POSTGRES=/nowhere): install one, or say its bin folder in NEXA_POSTGRES.")]
    [InlineData("NEXA_REDIS", "/nowhere/redis-server",
        "No Redis was found at /nowhere/redis-server (NEXA_REDIS): install redis-server, or say `garnet`.")]
    [InlineData("NEXA_API_PORT", "eighty", "NEXA_API_PORT must be a number from 0 to 65535, not \"eighty\".")]
    [InlineData("NEXA_WORKER_REPLICAS", "0", "NEXA_WORKER_REPLICAS must be a number from 1 to 64, not \"0\".")]
    [InlineData("NEXA_SERVERS", "cloud", "NEXA_SERVERS must be `containers` or `local`, not \"cloud\".")]
    [InlineData("NEXA_AI_SERVER", "nonsense", "NEXA_AI_SERVER must be an address such as http://localhost:8000, not \"nonsense\".")]
    [InlineData("NEXA_DATA_DIR", "/dev/null/nexa", ": choose another with NEXA_DATA_DIR or NEXA_CACHE_DIR.")]
    public async Task What_is_missing_is_one_clear_sentence(string variable, string value, string sentence)
    {
        await using var host = AppHostProcess.Start(environment: (variable, value));

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains(sentence, host.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_a_postgresql_that_is_gone_are_left_alone()
    {
        var folder = Folders.CreateTemporary();
        Directory.CreateDirectory(Path.Combine(folder, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "PG_VERSION"), "9", TestContext.Current.CancellationToken);

        await using var host = AppHostProcess.Start(folder);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains(
            "The data are of PostgreSQL 9, which was not found: install it, say its bin folder in NEXA_POSTGRES, or choose another data "
            + "folder with NEXA_DATA_DIR.", host.Said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = AppHostProcess.Start();
        await host.IsReadyAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{host.ApiPort}") };
        using var answer = await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = "CL10C330JB8NNNC" }, ct);
        var task = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("task_id").GetGuid();
        await host.SendAsync("TERM");
        Assert.Equal(0, await host.ExitAsync());

        await using var next = AppHostProcess.Start(host.Folder, host.ApiPort);
        await next.IsReadyAsync();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"/tasks/{task}", UriKind.Relative), ct)).StatusCode);
        await next.SendAsync("TERM");
        Assert.Equal(0, await next.ExitAsync());
    }

    [Fact]
    public async Task What_is_published_is_the_committed_manifest()
    {
        var folder = Folders.CreateTemporary();
        var file = Path.Combine(folder, "manifest.json");
        await using var host = AppHostProcess.Start(arguments: ["--operation", "publish", "--publisher", "manifest", "--output-path", file],
            environment: [("NEXA_WEB_PORT", "5080"), ("NEXA_API_PORT", "5000"), ("NEXA_AGENTS_PORT", "5001")]);
        Assert.Equal(0, await host.ExitAsync());

        var published = Regex.Replace(
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            "\"[./]+[^\"]*/(?<project>Nexa[^/\"]*/Nexa[^/\"]*csproj)\"", "\"${project}\"", RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5));
        var committed =
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "manifest.json"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("AllowAnonymous", published, StringComparison.Ordinal);
        Assert.Equal(committed.ReplaceLineEndings().Trim(), published.ReplaceLineEndings().Trim());
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>On a machine with nothing but .NET and Node this is the only way, so it has to work everywhere.</summary>
    [Fact]
    public async Task It_runs_on_postgresql_from_npm_and_on_garnet()
    {
        var npm = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "npm")));
        Assert.SkipUnless(npm || Environment.GetEnvironmentVariable("CI") is not null, "npm is not installed.");
        await using var host = AppHostProcess.Start(environment: [("NEXA_POSTGRES", "npm"), ("NEXA_REDIS", "garnet")]);
        await host.IsReadyAsync();

        Assert.Contains(host.Processes(), command => command.Contains("@embedded-postgres", StringComparison.Ordinal));
        Assert.Contains(host.Processes(), command => command.Contains("GarnetServer.dll", StringComparison.Ordinal));

        await host.SendAsync("TERM");
        Assert.Equal(0, await host.ExitAsync());
        await Eventually.HoldsAsync(() => host.Processes().Count == 0, TimeSpan.FromSeconds(10)); // DCP itself ends a second or two later
    }
}
