using System.Globalization;

namespace Nexa.Hosting.Servers;

/// <summary>A PostgreSQL data folder, ready to be served by the PostgreSQL of this machine.</summary>
public sealed class PostgresCluster
{
    /// <summary>The superuser that <c>initdb</c> makes.</summary>
    public const string User = "nexa";

    private static readonly TimeSpan OldServerEndsWithin = TimeSpan.FromSeconds(30);

    private readonly string folder;
    private readonly PostgresBinaries programs;

    private PostgresCluster(string folder, PostgresBinaries programs, string password)
    {
        this.folder = folder;
        this.programs = programs;
        Password = password;
    }

    public string Password { get; }

    /// <summary>"PostgreSQL 18", to be shown.</summary>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {programs.Major}");

    /// <summary>Process id of the running server.</summary>
    public int? ServerId => ReadPidFile() is [var first, ..] && int.TryParse(first, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether the server takes connections; asking the server itself earlier would put an error into its log.</summary>
    public bool TakesConnections => ReadPidFile() is { Length: >= 8 } lines && lines[7].Trim() == "ready";

    /// <summary>Finds (or fetches) the programs, and makes the data in this folder when they are not there.</summary>
    /// <exception cref="StartException">There are none, or they do not fit the data.</exception>
    public static async Task<PostgresCluster> PrepareAsync(string parent, HostSettings settings, Action<string> tell,
        CancellationToken ct = default)
    {
        var data = Path.Combine(parent, "postgres");
        var versionFile = Path.Combine(data, "PG_VERSION");
        var major = File.Exists(versionFile) ? int.Parse(await File.ReadAllTextAsync(versionFile, ct), CultureInfo.InvariantCulture)
            : (int?)null;
        var binaries = await PostgresBinaries.FindAsync(major, settings, tell, ct);
        var password = await SecretFile.ReadOrMakeAsync(Path.Combine(parent, "postgres.password"), ct);
        if (major is null)
        {
            tell($"Making the database in {data}");
            await InitAsync(binaries, parent, data, password, ct);
        }

        var cluster = new PostgresCluster(data, binaries, password);
        await cluster.WaitForOldServerToEndAsync(ct);
        return cluster;
    }

    /// <summary>The server's program; these settings stand above the usual ones.</summary>
    public ServerProgram BuildProgram(IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "250",
            ["shared_buffers"] = "256MB",
            ["effective_cache_size"] = "1GB",
            ["work_mem"] = "8MB",
            ["max_wal_size"] = "2GB",
            ["random_page_cost"] = "1.1",
            ["autovacuum_naptime"] = "5s", // plans of a young database go wrong until its tables are analyzed
            ["log_checkpoints"] = "off",
            ["log_min_error_statement"] = "panic", // statements carry customers' data
            ["log_error_verbosity"] = "terse", // and so do details: "Key (email)=(ana@example.com) already exists."
            ["jit"] = "off", // compiling short statements costs more than running them
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            all[name] = value;
        }

        var arguments = all.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"]);
        var (file, full) = ServerUser.ForPostgres.WrapCommand(Path.Combine(programs.Folder, "postgres"), ["-D", folder, .. arguments]);
        return new ServerProgram(file, full, ["-c", "port="]);
    }

    private string[] ReadPidFile()
    {
        try
        {
            return File.ReadAllLines(Path.Combine(folder, "postmaster.pid"));
        }
        catch (IOException)
        {
            return [];
        }
    }

    // initdb works in a folder beside, renamed when complete: a start that was cut short leaves nothing that looks like a database.
    private static async Task InitAsync(PostgresBinaries binaries, string parent, string data, string password, CancellationToken ct)
    {
        var making = Path.Combine(parent, "postgres.making");
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        Folders.CreatePrivate(making);
        var passwordFile = Path.Combine(making, "password");
        var cluster = Path.Combine(making, "data");
        await File.WriteAllTextAsync(passwordFile, password, ct);
        await ServerUser.ForPostgres.GiveFolderAsync(making, ct);
        var (file, arguments) = ServerUser.ForPostgres.WrapCommand(Path.Combine(binaries.Folder, "initdb"),
            "-D", cluster, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C", "--no-instructions");
        var (code, output) = await Tool.RunAsync(file, arguments, ct);
        if (code != 0)
        {
            throw new StartException($"The database could not be made in {data}: {output.ReplaceLineEndings(" / ")}");
        }

        Directory.Move(cluster, data);
        Directory.Delete(making, recursive: true);
    }

    // After a crash of Nexa the old server may still be stopping; after one of the machine, its process id may be anyone's.
    private async Task WaitForOldServerToEndAsync(CancellationToken ct)
    {
        var until = DateTimeOffset.UtcNow + OldServerEndsWithin;
        while (ServerId is { } id && IsPostgres(id))
        {
            if (DateTimeOffset.UtcNow > until)
            {
                throw new StartException(string.Create(CultureInfo.InvariantCulture,
                    $"Another PostgreSQL (process {id}) runs on {folder}: stop it, or choose another data folder with NEXA_DATA_DIR."));
            }

            await Task.Delay(100, ct);
        }

        File.Delete(Path.Combine(folder, "postmaster.pid"));

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
}
