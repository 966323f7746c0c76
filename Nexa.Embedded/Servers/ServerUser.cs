using Nexa.Embedded.Processes;

namespace Nexa.Embedded.Servers;

/// <summary>PostgreSQL refuses to run as root: then it runs as <c>postgres</c>, or else <c>nobody</c>.</summary>
internal sealed record ServerUser(string Name, string Uid, string Gid)
{
    /// <summary>The user to switch to, or null when we are an ordinary user already.</summary>
    public static ServerUser? Current { get; } = Folders.IsRoot ? Find() : null;

    public static (string File, string[] Arguments) Run(string file, params string[] arguments) =>
        Current is null ? (file, arguments) : ("setpriv", ["--reuid=" + Current.Uid, "--regid=" + Current.Gid, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--", file, .. arguments]);

    /// <summary>Makes a folder that belongs to this user and that no one else can read.</summary>
    public static async Task OwnAsync(string folder, CancellationToken ct)
    {
        Folders.Create(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Current is null)
        {
            return;
        }

        await Tool.RunAsync("chown", ["-R", $"{Current.Uid}:{Current.Gid}", folder], ct);
        var (file, arguments) = Run("test", "-w", folder);
        var (code, _) = await Tool.RunAsync(file, arguments, ct);
        if (code != 0)
        {
            throw new StartException($"PostgreSQL does not run as root, and the user {Current.Name} cannot reach {folder}: choose a data folder that every user may enter with NEXA_DATA_DIR, or start Nexa as an ordinary user.");
        }
    }

    private static ServerUser Find()
    {
        if (Executables.OnPath("setpriv") is null || !File.Exists("/etc/passwd"))
        {
            throw new StartException("PostgreSQL does not run as root, and setpriv (util-linux) is missing to change the user: start Nexa as an ordinary user.");
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToDictionary(fields => fields[0], StringComparer.Ordinal);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return new ServerUser(user[0], user[2], user[3]);
    }
}
