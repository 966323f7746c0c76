using System.ComponentModel;
using System.Diagnostics;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Tests.Deploy;

/// <summary>The scripts that an operator backs up and restores with, on real data.</summary>
public sealed class BackupTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_restored_serves_as_what_was_backed_up()
    {
        await using var app = await NexaApp.StartAsync(servers);
        await SkipWithoutToolsAsync(app.Database);
        var events = await app.ClassifyAsync("AB1204-7");
        var task = Assert.Single(await app.ColumnAsync("id", "select id::text as id from task"));
        var restored = new NpgsqlConnectionStringBuilder(app.Database) { Database = $"nexa_restored_{Guid.NewGuid():n}" };
        var file = Path.Combine(Path.GetTempPath(), $"{restored.Database}.dump");

        var written = await RunAsync(app.Database, "backup.sh", file);
        var twice = await RunAsync(app.Database, "backup.sh", file);
        var read = await RunAsync(app.Database, "restore.sh", file, restored.Database!);
        var again = await RunAsync(app.Database, "restore.sh", file, restored.Database!);
        File.Delete(file);

        Assert.True(written.ExitCode == 0, written.Output);
        Assert.Equal((1, $"{file} is there already; it is not written over."), (twice.ExitCode, twice.Output.TrimEnd()));
        Assert.True(read.ExitCode == 0, read.Output);
        Assert.Contains($"Database {restored.Database} is restored: {SchemaMigrations.Newest}, 1 tasks, 1 classifications.", read.Output,
            StringComparison.Ordinal);
        Assert.Equal((1, $"Database {restored.Database} is there already; it is not written over."),
            (again.ExitCode, again.Output.TrimEnd()));
        await using (var host = await ApiHost.StartAsync(servers, restored.ConnectionString,
            [("Nexa:AllowAnonymous", "true"), ("ConnectionStrings:redis", app.Redis)]))
        {
            using var client = host.Client();
            var health = await client.GetAsync(new Uri("/health", UriKind.Relative), Ct);
            var seen = await client.GetStringAsync(new Uri($"/tasks/{task}", UriKind.Relative), Ct);
            Assert.True(health.IsSuccessStatusCode, await health.Content.ReadAsStringAsync(Ct));
            Assert.Contains(events[^1].Data.GetProperty("result").GetProperty("ncm").GetString()!, seen, StringComparison.Ordinal);
        }

        await app.ExecuteAsync($"drop database {restored.Database} with (force)");
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_leaves_no_database()
    {
        var database = await servers.CreateDatabaseAsync();
        await SkipWithoutToolsAsync(database);
        var (name, file) = ($"nexa_restored_{Guid.NewGuid():n}", Path.GetTempFileName());
        File.Delete(file);
        await RunAsync(database, "backup.sh", file);
        await using (var backup = new FileStream(file, FileMode.Open))
        {
            backup.SetLength(backup.Length - 64); // its list of contents, in front, can still be read
        }

        var read = await RunAsync(database, "restore.sh", file, name);
        File.Delete(file);

        Assert.NotEqual(0, read.ExitCode);
        Assert.Contains($"{file} could not be restored; {name} is gone again.", read.Output, StringComparison.Ordinal);
        await using var source = NpgsqlDataSource.Create(database);
        Assert.Equal(0, await source.Statement("select count(*)::int from pg_database where datname = $1", name).ScalarAsync<int>(Ct));
    }

    private static async Task SkipWithoutToolsAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var server = await source.Statement("select current_setting('server_version_num')::int / 10000").ScalarAsync<int>(Ct);
        try
        {
            using var dump = Process.Start(new ProcessStartInfo("pg_dump", ["--version"])
            {
                UseShellExecute = false, RedirectStandardOutput = true,
            })!;
            var version = await dump.StandardOutput.ReadToEndAsync(Ct);
            var major = int.Parse(version.Split(' ')[2].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.SkipWhen(major < server, $"pg_dump {major} does not read PostgreSQL {server} (Debian: postgresql-client)");
        }
        catch (Win32Exception)
        {
            Assert.Skip("pg_dump is not installed (Debian: postgresql-client)");
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string database, string script, params string[] args)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var start = new ProcessStartInfo("bash", [Repository.Find($"deploy/{script}"), .. args])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = connection.Host, ["PGPORT"] = connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["PGUSER"] = connection.Username, ["PGPASSWORD"] = connection.Password, ["PGDATABASE"] = connection.Database,
            },
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }
}
