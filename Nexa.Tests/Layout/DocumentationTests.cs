using System.Text.RegularExpressions;

namespace Nexa.Tests.Layout;

public sealed partial class DocumentationTests
{
    [Fact]
    public async Task Every_file_that_the_documentation_names_by_its_path_is_there()
    {
        string[] pages =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.md"),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
        ];
        var missing = new List<string>();
        foreach (var page in pages)
        {
            var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            missing.AddRange(SourceFile().Matches(text).Select(match => match.Groups["path"].Value)
                .Where(path => !Path.Exists(Path.Combine(Repository.Root, path)))
                .Select(path => $"{Path.GetRelativePath(Repository.Root, page)}: {path}"));
        }

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"`(?<path>(Nexa\.\w+|bench|docs|clients)/[\w./-]+\.[a-z]\w*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceFile();
}
