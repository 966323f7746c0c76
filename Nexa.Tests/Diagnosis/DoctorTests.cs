using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Worker.Diagnosis;
using Npgsql;

namespace Nexa.Tests.Diagnosis;

/// <summary><c>Nexa.Worker doctor</c> on a set-up that is whole, and on one that is broken in each of its ways.</summary>
public sealed class DoctorTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_up_that_is_whole_has_nothing_broken()
    {
        await using var agents = await ScriptedAgents.StartAsync();
        var database = await servers.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await FiscalImport.EnsureStarterAsync(source, Ct);
        }

        var (exitCode, lines) = await ExamineAsync(database, agents);

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(lines, line => line.StartsWith("broken", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       Redis answers at 127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("ok       The agents answer at http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(
            $"ok       The schema is up to date with {SchemaMigrations.Newest}, and ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(
            "warning  Fiscal tables are old or only the starter's: ncm of ", StringComparison.Ordinal)
            && line.EndsWith("import-tables <file>, or set Fiscal:Refresh:Enabled.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ConnectionStrings:nexadb", "", "ConnectionStrings:nexadb is missing; it names the PostgreSQL")]
    [InlineData("ConnectionStrings:nexadb", "Host=127.0.0.1;Port=1;Database=nexadb",
        "PostgreSQL does not answer at 127.0.0.1:1/nexadb (Connection refused): start it, or correct ConnectionStrings:nexadb.")]
    [InlineData("ConnectionStrings:redis", "127.0.0.1:1",
        "Redis does not answer at 127.0.0.1:1: start it, or correct ConnectionStrings:redis; without it live events and jobs wait")]
    [InlineData("Agents:BaseUrl", "http://127.0.0.1:1",
        "The agents do not answer at http://127.0.0.1:1/: start them, or correct Agents:BaseUrl.")]
    [InlineData("Agents:BaseUrl", "http://agents.example.com",
        "Agents:BaseUrl leads to agents.example.com without TLS: give an https address, or say Transport:AllowPlain=true")]
    public async Task A_server_that_is_away_or_not_named_is_a_sentence(string setting, string value, string says)
    {
        await using var agents = await ScriptedAgents.StartAsync();

        await AssertBrokenAsync(says, await servers.CreateDatabaseAsync(), agents, (setting, value));
    }

    [Theory]
    [InlineData(401, "refuse Agents:Secret: give the worker and the agents the same one.")]
    [InlineData(421, "do not know themselves as 127.0.0.1: add that name to their Agents:Hosts.")]
    [InlineData(404, "(it knows no process/single_partnumber): correct Agents:BaseUrl.")]
    [InlineData(503, "answer 503: read their log.")]
    public async Task Agents_that_refuse_are_a_sentence(int status, string says)
    {
        await using var agents = await ScriptedAgents.StartAsync();
        agents.StatusCodes.Enqueue(status);

        var (exitCode, lines) = await ExamineAsync(await servers.CreateDatabaseAsync(), agents);

        Assert.Equal(1, exitCode);
        var broken = Assert.Single(lines, line => line.StartsWith("broken", StringComparison.Ordinal));
        Assert.EndsWith(says, broken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_are_sentences()
    {
        var database = await servers.CreateDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database) { Password = "wrong" };
        await using var agents = await ScriptedAgents.StartAsync();

        await AssertBrokenAsync(
            "PostgreSQL refuses the sign-in (password authentication failed for user \"", wrong.ConnectionString, agents);
        await AssertBrokenAsync("Redis refuses the sign-in at 127.0.0.1:", database, agents,
            ("ConnectionStrings:redis", (await servers.RedisAsync()).Split(',')[0] + ",password=wrong"));
    }

    [Fact]
    public async Task A_database_that_lacks_something_is_a_sentence()
    {
        var (whole, empty, loose) =
            (await servers.CreateDatabaseAsync(), await servers.CreateDatabaseAsync(), await servers.CreateDatabaseAsync());
        var absent = new NpgsqlConnectionStringBuilder(whole) { Database = "nexa_absent" };
        var stranger = await AddLoginAsync(whole);
        var name = new NpgsqlConnectionStringBuilder(empty).Database;
        await ExecuteAsync(empty, "drop table \"__EFMigrationsHistory\"");
        await ExecuteAsync(loose, $"alter database {new NpgsqlConnectionStringBuilder(loose).Database} set synchronous_commit = off");
        await using var agents = await ScriptedAgents.StartAsync();

        await AssertBrokenAsync("PostgreSQL has no database nexa_absent: create it, or correct Database", absent.ConnectionString, agents);
        await AssertBrokenAsync(
            $"Database {name} lacks {string.Join(", ", SchemaMigrations.Known)}: run Nexa.Worker migrate.", empty, agents);
        await AssertBrokenAsync("PostgreSQL has synchronous_commit off: switch it on", loose, agents);
        await AssertBrokenAsync($"The login {stranger.Username} may not work as nexa_system (", stranger.ConnectionString, agents);
        await ExecuteAsync(whole, $"drop role {stranger.Username}");
    }

    [Fact]
    public async Task A_clock_that_runs_ahead_and_a_folder_that_is_away_are_sentences()
    {
        await using var agents = await ScriptedAgents.StartAsync();
        var database = await servers.CreateDatabaseAsync();
        await using var output = new StringWriter();

        var ahead = await DoctorCommand.RunAsync(
            await BuildAsync(database, agents), new FixedClock(DateTimeOffset.UtcNow.AddMinutes(5)), output, Ct);
        var noRoom = await ServiceProcess.RunAsync("Nexa.Worker", ["doctor"], ("ConnectionStrings__nexadb", database),
            ("ConnectionStrings__redis", await servers.RedisAsync()), ("Agents__BaseUrl", agents.Url), ("TMPDIR", "/nonexistent"),
            ("PATH", "/nonexistent"));

        Assert.Equal(1, ahead);
        Assert.Matches("broken   This machine's clock is (29|30)\\d s ahead of PostgreSQL's: synchronise both by NTP", output.ToString());
        Assert.Equal((1, ""), (noRoom.ExitCode, noRoom.Error));
        Assert.Contains("broken   /nonexistent/ can't be written: mount it writable, or set TMPDIR", noRoom.Output,
            StringComparison.Ordinal);
        Assert.Contains("warning  Tesseract is not installed, so scans are refused: install tesseract-ocr and tesseract-ocr-por",
            noRoom.Output, StringComparison.Ordinal);
        Assert.Contains("warning  Poppler is not installed here", noRoom.Output, StringComparison.Ordinal);
        Assert.Contains("warning  The programs that read documents share the worker's network: allow user namespaces", noRoom.Output,
            StringComparison.Ordinal);
        Assert.Contains("1 broken, 4 warnings.", noRoom.Output, StringComparison.Ordinal);
    }

    private static async Task<NpgsqlConnectionStringBuilder> AddLoginAsync(string database)
    {
        var name = $"stranger_{Guid.NewGuid():n}";
        await ExecuteAsync(database, $"create role {name} login password '{name}'");
        return new(database) { Username = name, Password = name };
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await source.Statement(sql).ExecuteAsync(Ct);
    }

    private async Task AssertBrokenAsync(string says, string database, ScriptedAgents agents, params (string, string)[] settings)
    {
        var (exitCode, lines) = await ExamineAsync(database, agents, settings);

        Assert.Equal(1, exitCode);
        Assert.Contains(lines, line => line.StartsWith($"broken   {says}", StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string[] Lines)> ExamineAsync(
        string database, ScriptedAgents agents, params (string, string)[] settings)
    {
        await using var output = new StringWriter();
        var exitCode = await DoctorCommand.RunAsync(await BuildAsync(database, agents, settings), TimeProvider.System, output, Ct);
        return (exitCode, output.ToString().Split(Environment.NewLine));
    }

    private async Task<WebApplicationBuilder> BuildAsync(
        string database, ScriptedAgents agents, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:nexadb", database), new("ConnectionStrings:redis", await servers.RedisAsync()),
            new("Agents:BaseUrl", agents.Url),
        ]);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)));
        return builder;
    }
}
