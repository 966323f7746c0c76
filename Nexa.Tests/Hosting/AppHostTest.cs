using System.Net;
using System.Net.Sockets;

namespace Nexa.Tests.Hosting;

/// <summary>The embedded AppHost from outside: what a user sees, and what stays behind.</summary>
[Collection("AppHost")]
public sealed class AppHostTest
{
    [Fact]
    public async Task It_starts_serves_and_leaves_nothing_behind_on_sigterm()
    {
        await using var host = AppHostProcess.Start();
        await host.IsReadyAsync();
        using var http = new HttpClient();

        var health = await http.GetAsync(new Uri($"http://localhost:{host.ApiPort}/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.All(["redis", "postgres", "nexadb", "migrations", "worker", "agents", "api"], name => Assert.Contains($"\n{name} ", host.Said, StringComparison.Ordinal));
        Assert.NotEmpty(host.Processes());

        await using var second = AppHostProcess.Start(host.Folder);
        Assert.NotEqual(0, await second.ExitAsync());
        Assert.Contains($"Nexa already runs on the data folder {host.Folder}: stop it, or choose another folder with NEXA_DATA_DIR.", second.Said, StringComparison.Ordinal);

        await host.SendAsync("TERM");
        Assert.Equal(0, await host.ExitAsync());
        Assert.Empty(host.Processes());
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
        await Eventually.HoldsAsync(() => host.Said.Contains("database system is ready", StringComparison.Ordinal));

        await host.SendAsync("INT");

        Assert.Equal(0, await host.ExitAsync());
        Assert.Empty(host.Processes());
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start(apiPort: port);

        Assert.Equal(1, await host.ExitAsync());
        Assert.Equal($"Port {port} (api) is in use by another program: stop it, or choose another port with NEXA_API_PORT.", host.Said.Trim());
    }

    [Theory]
    [InlineData("NEXA_POSTGRES", "/nowhere", "No PostgreSQL 14 or newer was found (NEXA_POSTGRES=/nowhere): install one, or say its bin folder in NEXA_POSTGRES.")]
    [InlineData("NEXA_REDIS", "/nowhere/redis-server", "No Redis was found at /nowhere/redis-server (NEXA_REDIS): install redis-server, or say `garnet`.")]
    [InlineData("NEXA_API_PORT", "eighty", "NEXA_API_PORT must be a number from 1 to 65535, not \"eighty\".")]
    [InlineData("NEXA_DATA_DIR", "/dev/null/nexa", ": choose another with NEXA_DATA_DIR or NEXA_CACHE_DIR.")]
    public async Task What_is_missing_is_one_clear_sentence(string variable, string value, string sentence)
    {
        await using var host = AppHostProcess.Start(environment: (variable, value));

        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains(sentence, host.Said, StringComparison.Ordinal);
    }

    /// <summary>On a machine with nothing but .NET and Node this is the only way, so it has to work everywhere.</summary>
    [Fact]
    public async Task It_runs_on_postgresql_from_npm_and_on_garnet()
    {
        var npm = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm")));
        Assert.SkipUnless(npm || Environment.GetEnvironmentVariable("CI") is not null, "npm is not installed.");
        await using var host = AppHostProcess.Start(environment: [("NEXA_POSTGRES", "npm"), ("NEXA_REDIS", "garnet")]);
        await host.IsReadyAsync();

        Assert.Contains(host.Processes(), command => command.Contains("@embedded-postgres", StringComparison.Ordinal));
        Assert.Contains(host.Processes(), command => command.Contains("GarnetServer.dll", StringComparison.Ordinal));

        await host.SendAsync("TERM");
        Assert.Equal(0, await host.ExitAsync());
        Assert.Empty(host.Processes());
    }
}
