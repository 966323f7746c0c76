namespace Nexa.Hosting.Servers;

/// <summary>Finds programs.</summary>
internal static class Executables
{
    /// <summary>The first program of this name on PATH, behind its symbolic links.</summary>
    public static string? FindOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The file itself, behind all symbolic links.</summary>
    public static string ResolveLink(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
