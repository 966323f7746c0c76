using System.Runtime.InteropServices;
using System.Text.Json;

namespace Nexa.Hosting.Servers;

/// <summary>Garnet, a Redis in .NET: the tool that the repository's manifest names.</summary>
internal static class Garnet
{
    /// <summary>The <c>dotnet</c> program of the runtime that this process runs on.</summary>
    public static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>The path of Garnet's own assembly: <c>dotnet tool run</c> would put a second process between it and its signals.</summary>
    /// <exception cref="StartException">It is not there and cannot be fetched, or the user of the server cannot read it.</exception>
    public static async Task<string> FindAsync(string cache, Action<string> tell, CancellationToken ct)
    {
        var manifest = FindManifest();
        using var tools = JsonDocument.Parse(await File.ReadAllTextAsync(manifest, ct));
        var version = tools.RootElement.GetProperty("tools").GetProperty("garnet-server").GetProperty("version").GetString()!;
        var folder = await RestoreAsync(version, Path.GetDirectoryName(Path.GetDirectoryName(manifest)!)!, tell, ct);
        if (Folders.IsRoot)
        {
            folder = CopyForOthers(folder, Path.Combine(cache, $"garnet-{version}"));
        }

        var assembly = Path.Combine(folder, "GarnetServer.dll");
        return await ServerUser.ForRedis.CanAccessAsync("-r", assembly, ct) && await ServerUser.ForRedis.CanAccessAsync("-x", DotNet, ct)
            ? assembly
            : throw new StartException(
                $"Redis does not run as root, and its user cannot run {DotNet}: install redis-server, or start Nexa as an ordinary user.");
    }

    private static async Task<string> RestoreAsync(string version, string repository, Action<string> tell, CancellationToken ct)
    {
        var usual = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (FindIn(usual) is { } installed)
        {
            return installed;
        }

        tell($"Redis is not installed: fetching Garnet {version} with dotnet tool restore");
        var (code, output) = await Tool.RunAsync(DotNet, ["tool", "restore"], ct, repository);
        return code == 0 && (FindIn(usual) ?? FindIn(await FindConfiguredAsync())) is { } fetched
            ? fetched
            : throw new StartException($"Redis is not installed and Garnet could not be fetched ({output.Split('\n')[0]}): "
                + $"install redis-server, or run `dotnet tool restore` in {repository}.");

        string? FindIn(string packages)
        {
            var folder = Path.Combine(packages, "garnet-server", version, "tools", "net10.0", "any");
            return Directory.Exists(folder) ? folder : null;
        }

        // A NuGet.config may have put the packages anywhere; dotnet answers "global-packages: /there/".
        async Task<string> FindConfiguredAsync() =>
            (await Tool.RunAsync(DotNet, ["nuget", "locals", "global-packages", "--list", "--force-english-output"], ct, repository))
                .Output.Split(": ", 2)[^1].Trim();
    }

    // root's own packages are closed to the user that Garnet runs as.
    private static string CopyForOthers(string folder, string copy)
    {
        if (Directory.Exists(copy))
        {
            return copy;
        }

        var making = $"{copy}.{Environment.ProcessId}";
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(making, Path.GetRelativePath(folder, file));
            Folders.CreatePrivate(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        Directory.Move(making, copy);
        return copy;
    }

    private static string FindManifest()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var manifest = Path.Combine(folder, ".config", "dotnet-tools.json");
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        throw new StartException("Redis is not installed, and the repository with Garnet's version was not found: install redis-server.");
    }
}
