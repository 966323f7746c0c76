using System.Collections.Concurrent;
using Nexa.Core.Data;
using Nexa.Hosting;
using Nexa.Hosting.Servers;
using Npgsql;

namespace Nexa.Tests.Hosting;

/// <summary>What an operator sees who starts a program with a verb, on a fresh server or with a wrong password.</summary>
public sealed class StartTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Nexa.Worker", "migrate [--check]")]
    [InlineData("Nexa.Api", "create-admin <email> [name]")]
    [InlineData("Nexa.Agents", "the AI agents")]
    [InlineData("Nexa.Web", "the console")]
    public async Task Help_lists_the_verbs_and_an_unknown_verb_is_refused(string program, string lists)
    {
        var help = await ServiceProcess.RunAsync(program, ["--help"]);
        var unknown = await ServiceProcess.RunAsync(program, ["frobnicate"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains(lists, help.Output, StringComparison.Ordinal);
        Assert.Equal((1, "", $"{program} has no command \"frobnicate\"; {program} --help lists them."),
            (unknown.ExitCode, unknown.Output, unknown.Error.TrimEnd()));
    }

    [Fact]
    public async Task Migrate_says_what_it_did_and_a_first_start_leaves_no_error_in_the_log_of_PostgreSQL()
    {
        var log = new ConcurrentQueue<string>();
        var folder = Folders.CreateTemporary();
        try
        {
            await using var postgres = await BareServer.StartPostgresAsync(
                folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["fsync"] = "off" }, log.Enqueue, Ct);
            await using (var connection = new NpgsqlConnection(postgres.ConnectionString + ";Database=postgres;Pooling=false"))
            {
                await connection.OpenAsync(Ct);
                await connection.Statement("create database nexadb").ExecuteAsync(Ct);
            }

            var database = ("ConnectionStrings__nexadb", postgres.ConnectionString + ";Database=nexadb");
            var before = await ServiceProcess.RunAsync("Nexa.Worker", ["migrate", "--check"], database);
            var first = await ServiceProcess.RunAsync("Nexa.Worker", ["migrate"], database);
            var after = await ServiceProcess.RunAsync("Nexa.Worker", ["migrate", "--check"], database);
            var mistyped = await ServiceProcess.RunAsync("Nexa.Worker", ["migrate", "--chek"], database);

            Assert.Equal((1, $"Pending in database nexadb: {string.Join(", ", SchemaMigrations.Known)}. Run: Nexa.Worker migrate"),
                (before.ExitCode, before.Error.TrimEnd()));
            Assert.Equal((0, $"Database nexadb migrated: {string.Join(", ", SchemaMigrations.Known)} applied, starter tables in place."),
                (first.ExitCode, first.Output.TrimEnd()));
            Assert.Equal((0, $"Database nexadb is up to date with {SchemaMigrations.Newest}."), (after.ExitCode, after.Output.TrimEnd()));
            Assert.Equal((1, "migrate does not know --chek. Usage: migrate [--check]"), (mistyped.ExitCode, mistyped.Error.TrimEnd()));
            Assert.DoesNotContain(log, line => line.Contains("ERROR:", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Nexa.Worker", "PostgreSQL refuses ConnectionStrings:nexadb: password authentication failed")]
    [InlineData("Nexa.Api", "PostgreSQL refuses ConnectionStrings:nexadb: password authentication failed")]
    [InlineData("Nexa.Worker", "PostgreSQL (ConnectionStrings:nexadb) failed: 28P01: password authentication failed", "import-tables", "x")]
    [InlineData("Nexa.Worker", "The database cannot be migrated: 28P01: password authentication failed", "migrate")]
    [InlineData("Nexa.Worker", "The schema cannot be checked: 28P01: password authentication failed", "migrate", "--check")]
    public async Task A_wrong_password_is_one_sentence(string program, string says, params string[] args)
    {
        var wrong = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { Password = "wrong" }.ConnectionString;

        var (exitCode, output, error) = await ServiceProcess.RunAsync(program, args, ("ConnectionStrings__nexadb", wrong),
            ("ConnectionStrings__redis", await servers.RedisAsync()), ("Nexa__SigningKey", new string('k', 48)), ("Nexa__EncryptionKey", new string('e', 48)),
            ("Logging__LogLevel__Nexa", "Error"));

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(says, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }
}
