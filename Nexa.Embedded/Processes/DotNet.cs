using System.Runtime.InteropServices;
using System.Text.Json;

namespace Nexa.Embedded.Processes;

/// <summary>The .NET that runs us, and the tools that come with the repository.</summary>
public static class DotNet
{
    /// <summary>The <c>dotnet</c> program of the runtime that we run on.</summary>
    public static string Host { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Garnet's own assembly: <c>dotnet tool run</c> would put a second process between it and our signals.</summary>
    internal static async Task<string> GarnetAsync(Action<string> log, CancellationToken ct)
    {
        var manifest = Manifest();
        using var tools = JsonDocument.Parse(await File.ReadAllTextAsync(manifest, ct));
        var version = tools.RootElement.GetProperty("tools").GetProperty("garnet-server").GetProperty("version").GetString()!;
        var usual = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (In(usual) is { } installed)
        {
            return installed;
        }

        log($"Redis is not installed: fetching Garnet {version} with dotnet tool restore");
        var repository = Path.GetDirectoryName(Path.GetDirectoryName(manifest)!)!;
        var (code, output) = await Tool.RunAsync(Host, ["tool", "restore"], ct, repository);
        return code == 0 && (In(usual) ?? In(await ConfiguredAsync())) is { } fetched
            ? fetched
            : throw new StartException($"Redis is not installed and Garnet could not be fetched ({output.Split('\n')[0]}): install redis-server, or run `dotnet tool restore` in {repository}.");

        string? In(string packages)
        {
            var folder = Path.Combine(packages, "garnet-server", version, "tools", "net10.0", "any");
            return Directory.Exists(folder) ? Path.Combine(folder, "GarnetServer.dll") : null;
        }

        // A NuGet.config may have put the packages anywhere: "global-packages: /there/".
        async Task<string> ConfiguredAsync() =>
            (await Tool.RunAsync(Host, ["nuget", "locals", "global-packages", "--list", "--force-english-output"], ct, repository)).Output.Split(": ", 2)[^1].Trim();
    }

    private static string Manifest()
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
