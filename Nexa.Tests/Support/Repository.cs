namespace Nexa.Tests.Support;

/// <summary>The files of the repository, for tests of documentation and sources.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Find(string path) => Path.Combine(Root, path);

    public static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Find(path), TestContext.Current.CancellationToken);

    /// <summary>C# files of the product: every project but tests, benchmarks and what starts them.</summary>
    public static IEnumerable<string> ListProductSources() => ListSources("Nexa.Tests", "Nexa.Web.Tests", "Nexa.Hosting", "Nexa.AppHost");

    /// <summary>C# files of every project but tests and benchmarks.</summary>
    public static IEnumerable<string> ListSources() => ListSources("Nexa.Tests", "Nexa.Web.Tests");

    private static IEnumerable<string> ListSources(params string[] without) =>
        from project in Directory.EnumerateDirectories(Root, "Nexa.*")
        where !without.Contains(Path.GetFileName(project), StringComparer.Ordinal)
        from file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        select file;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Nexa.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Nexa.sln is not above the tests.");
        }

        return folder.FullName;
    }
}
