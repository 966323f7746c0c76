namespace Nexa.Embedded;

/// <summary>Where Nexa keeps things on this machine.</summary>
public static class Folders
{
    /// <summary>root's own home is closed to the user that PostgreSQL runs as, hence /var for root.</summary>
    public static string Data =>
        Environment.GetEnvironmentVariable("NEXA_DATA_DIR") is { Length: > 0 } chosen ? Path.GetFullPath(chosen)
        : IsRoot ? "/var/lib/nexa"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "nexa");

    public static string Cache =>
        Environment.GetEnvironmentVariable("NEXA_CACHE_DIR") is { Length: > 0 } chosen ? Path.GetFullPath(chosen)
        : IsRoot ? "/var/cache/nexa"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache", "nexa");

    internal static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>A folder of its own under the system's temporary folder, to be deleted by the caller.</summary>
    public static string CreateTemporary()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"nexa-{Guid.NewGuid():n}"[..17]);
        Create(folder);
        return folder;
    }

    /// <summary>Creates a folder that others may enter, as the user of PostgreSQL must when root starts it.</summary>
    internal static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartException("Without containers Nexa runs on Linux and macOS only: start Docker or Podman, or use WSL.");
        }

        if (Directory.Exists(folder))
        {
            return;
        }

        if (IsRoot && Path.GetDirectoryName(folder) is { } parent)
        {
            Create(parent);
        }

        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        try
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, IsRoot ? own | others : own); // set apart, since the umask of the process takes bits away at creation
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The folder {folder} cannot be made ({e.Message}): choose another with NEXA_DATA_DIR or NEXA_CACHE_DIR.", e);
        }
    }
}
