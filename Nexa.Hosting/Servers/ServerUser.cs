namespace Nexa.Hosting.Servers;

/// <summary>The user that a server runs as: never root (PostgreSQL refuses to), else whoever started Nexa.</summary>
internal sealed class ServerUser
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string server;
    private readonly (string Name, string Uid, string Gid)? other;

    private ServerUser(string server, (string Name, string Uid, string Gid)? other)
    {
        this.server = server;
        this.other = other;
    }

    public static ServerUser ForPostgres { get; } = Find("PostgreSQL", "postgres");

    public static ServerUser ForRedis { get; } = Find("Redis", "redis");

    /// <summary>This command, run as this user.</summary>
    public (string File, string[] Arguments) WrapCommand(string file, params string[] arguments) => other is not { } user
        ? (file, arguments)
        : ("setpriv",
            ["--reuid=" + user.Uid, "--regid=" + user.Gid, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--", file,
                .. arguments]);

    /// <summary>Makes a folder that belongs to this user and that no one else can read.</summary>
    /// <exception cref="StartException">The user cannot reach it.</exception>
    public async Task GiveFolderAsync(string folder, CancellationToken ct)
    {
        Folders.CreatePrivate(folder);
        File.SetUnixFileMode(folder, OwnerOnly);
        if (other is not { } user)
        {
            return;
        }

        await Tool.RunAsync("chown", ["-R", $"{user.Uid}:{user.Gid}", folder], ct);
        if (!await CanAccessAsync("-w", folder, ct))
        {
            throw new StartException($"{server} does not run as root, and the user {user.Name} cannot reach {folder}: choose a data folder "
                + "that every user may enter with NEXA_DATA_DIR, or start Nexa as an ordinary user.");
        }
    }

    /// <summary>Whether this user may read (<c>-r</c>), write (<c>-w</c>) or execute (<c>-x</c>) a path.</summary>
    public async Task<bool> CanAccessAsync(string test, string path, CancellationToken ct)
    {
        var (file, arguments) = WrapCommand("test", test, path);
        return (await Tool.RunAsync(file, arguments, ct)).Code == 0;
    }

    private static ServerUser Find(string server, string wanted)
    {
        if (!Folders.IsRoot)
        {
            return new ServerUser(server, null);
        }

        if (Executables.FindOnPath("setpriv") is null || !File.Exists("/etc/passwd"))
        {
            throw new StartException(
                $"{server} does not run as root, and setpriv (util-linux) is missing to change the user: start Nexa as an ordinary user.");
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3)
            .ToDictionary(fields => fields[0], StringComparer.Ordinal);
        var user = users.GetValueOrDefault(wanted) ?? users["nobody"];
        return new ServerUser(server, (user[0], user[2], user[3]));
    }
}
