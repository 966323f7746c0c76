namespace Nexa.Hosting;

/// <summary>Where Nexa keeps things on this machine.</summary>
public static class Folders
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>
    /// The usual data folder. The servers run as another user than root, who cannot enter root's home: hence /var for root.
    /// </summary>
    internal static string Data =>
        IsRoot ? "/var/lib/nexa" : Path.Combine(FindSpecial(Environment.SpecialFolder.LocalApplicationData), "nexa");

    /// <summary>The usual folder of what is fetched.</summary>
    internal static string Cache =>
        IsRoot ? "/var/cache/nexa" : Path.Combine(FindSpecial(Environment.SpecialFolder.UserProfile), ".cache", "nexa");

    internal static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Creates a folder under the system's temporary folder; the caller deletes it.</summary>
    public static string CreateTemporary()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"nexa-{Guid.NewGuid():n}"[..17]);
        CreatePrivate(folder);
        return folder;
    }

    /// <summary>Creates a folder; one of root's is open to others, since the servers do not run as root.</summary>
    internal static void CreatePrivate(string folder)
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
            CreatePrivate(parent);
        }

        try
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, IsRoot ? Own | Others : Own); // not at creation: the umask would take bits away
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The folder {folder} cannot be made ({e.Message}): choose another with NEXA_DATA_DIR or NEXA_CACHE_DIR.", e);
        }
    }

    private static string FindSpecial(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
