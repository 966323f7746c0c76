using System.Globalization;
using System.Security.Cryptography;
using Nexa.Embedded.Processes;
using Npgsql;

namespace Nexa.Embedded.Servers;

/// <summary>PostgreSQL as a child process, on a data folder of its own.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly SupervisedProcess process;
    private readonly string password;

    private EmbeddedPostgres(SupervisedProcess process, int port, string password)
    {
        this.process = process;
        this.password = password;
        Port = port;
    }

    public int Port { get; }

    public SupervisedProcess Process => process;

    /// <summary>Starts it on the data in this folder, which are made when missing; settings stand above the usual ones.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(string folder, Action<string, string> log, CancellationToken ct, int? port = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Path.Combine(folder, "postgres");
        var versionFile = Path.Combine(data, "PG_VERSION");
        var major = File.Exists(versionFile) ? int.Parse(await File.ReadAllTextAsync(versionFile, ct), CultureInfo.InvariantCulture) : (int?)null;
        var binaries = await PostgresBinaries.FindAsync(major, line => log("postgres", line), ct);
        var secret = await PasswordAsync(folder, ct);
        if (major is null)
        {
            await InitAsync(binaries, folder, data, secret, ct);
        }

        await LeaveNoOldServerAsync(data, ct);
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port ?? Ports.Free();
            var (file, arguments) = ServerUser.Run(Path.Combine(binaries.Folder, "postgres"), ["-D", data, .. Settings(chosen, settings)]);
            var server = new SupervisedProcess("postgres", new Command(file, arguments) { StopSignal = Signal.Interrupt }, ct => AnswersAsync(chosen, secret, ct), log);
            var postgres = new EmbeddedPostgres(server, chosen, secret);
            try
            {
                await server.StartAsync(TimeSpan.FromSeconds(60), ct);
                return postgres;
            }
            catch (StartException e) when (port is null && attempt < 5 && e.Message.Contains("could not bind", StringComparison.Ordinal))
            {
                await postgres.DisposeAsync(); // someone took the port between our look and the server's start
            }
        }
    }

    public string ConnectionString(string database) => ConnectionString(Port, password, database);

    public async Task CreateDatabaseAsync(string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string ConnectionString(int port, string password, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=nexa;Password={password};Database={database}");

    private static async Task<bool> AnswersAsync(int port, string password, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(port, password, "postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<string> PasswordAsync(string folder, CancellationToken ct)
    {
        Folders.Create(folder);
        var file = Path.Combine(folder, "postgres.password");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            await using var writer = new StreamWriter(file, options);
            await writer.WriteAsync(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        return await File.ReadAllTextAsync(file, ct);
    }

    // In a folder beside, renamed when complete: a start that was cut short leaves nothing that looks like a database.
    private static async Task InitAsync(PostgresBinaries binaries, string folder, string data, string password, CancellationToken ct)
    {
        var making = Path.Combine(folder, "postgres.making");
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        Folders.Create(making);
        var passwordFile = Path.Combine(making, "password");
        var cluster = Path.Combine(making, "data");
        await File.WriteAllTextAsync(passwordFile, password, ct);
        await ServerUser.OwnAsync(making, ct);
        var (file, arguments) = ServerUser.Run(Path.Combine(binaries.Folder, "initdb"), "-D", cluster, "-U", "nexa", "-A", "scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C", "--no-instructions");
        var (code, output) = await Tool.RunAsync(file, arguments, ct);
        if (code != 0)
        {
            throw new StartException($"The database could not be made in {data}: {output.ReplaceLineEndings(" / ")}");
        }

        Directory.Move(cluster, data);
        Directory.Delete(making, recursive: true);
    }

    // After a crash of ours the old server may still be stopping; after one of the machine, its process id may be anyone's.
    private static async Task LeaveNoOldServerAsync(string data, CancellationToken ct)
    {
        var file = Path.Combine(data, "postmaster.pid");
        var until = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(30);
        while (File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) && IsPostgres(id))
        {
            if (DateTimeOffset.UtcNow > until)
            {
                throw new StartException(string.Create(CultureInfo.InvariantCulture, $"Another PostgreSQL (process {id}) runs on {data}: stop it, or choose another data folder with NEXA_DATA_DIR."));
            }

            await Task.Delay(100, ct);
        }

        File.Delete(file);

        static bool IsPostgres(int id)
        {
            try
            {
                using var found = System.Diagnostics.Process.GetProcessById(id);
                return found.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    private static IEnumerable<string> Settings(int port, IReadOnlyDictionary<string, string>? settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "250",
            ["shared_buffers"] = "256MB",
            ["effective_cache_size"] = "1GB",
            ["work_mem"] = "8MB",
            ["max_wal_size"] = "2GB",
            ["random_page_cost"] = "1.1",
            ["autovacuum_naptime"] = "5s", // a young database soon knows how its tables are filled, and plans accordingly
            ["log_checkpoints"] = "off",
            ["log_min_error_statement"] = "panic", // statements carry customers' data
            ["jit"] = "off", // short statements only: compiling them costs more than running them
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            all[name] = value;
        }

        return all.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]);
    }
}
