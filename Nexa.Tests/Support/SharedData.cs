namespace Nexa.Tests.Support;

/// <summary>
/// Official files and samples that are not part of the repository: in the folder NEXA_DATA, or in ../shared/data beside the repository.
/// </summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    /// <summary>The path of a file; the test skips where it is not at hand.</summary>
    public static string Require(string relativePath)
    {
        var path = Folder is null ? null : Path.Combine(Folder, relativePath);
        Assert.SkipUnless(path is not null
            && Path.Exists(path), $"{relativePath} is not at hand: set NEXA_DATA to the folder that has it.");
        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NEXA_DATA") is { Length: > 0 } chosen)
        {
            return chosen;
        }

        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Nexa.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        var beside = root is null ? null : Path.GetFullPath(Path.Combine(root, "..", "shared", "data"));
        return Directory.Exists(beside) ? beside : null;
    }
}
