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

    [Fact]
    public async Task Every_page_is_linked_from_the_README_or_from_another_page()
    {
        var root = Repository.Root;
        var linked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in Directory.EnumerateFiles(root, "*.md").Concat(ListDocs()))
        {
            var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            linked.UnionWith(Link().Matches(text).Select(match =>
                Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, match.Groups["path"].Value))).Where(one => one != page));
        }

        // Whole folders are linked as such.
        Assert.Empty(ListDocs().Where(page => !linked.Contains(page) && !linked.Contains(Path.GetDirectoryName(page)!))
            .Select(page => Path.GetRelativePath(root, page)));
        Assert.DoesNotContain(linked, path => !Path.Exists(path));
    }

    [Fact]
    public async Task The_Portuguese_README_has_the_headings_and_commands_of_the_English_one()
    {
        var (english, portuguese) = (await Repository.ReadAsync("README.md"), await Repository.ReadAsync("README.pt-BR.md"));

        Assert.Equal(Heading().Matches(english).Select(match => match.Value), Heading().Matches(portuguese).Select(match => match.Value));
        Assert.Equal(Block().Matches(english).Select(match => match.Value), Block().Matches(portuguese).Select(match => match.Value));
    }

    private static IEnumerable<string> ListDocs() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories);

    /// <summary>The levels of the headings, whose words differ.</summary>
    [GeneratedRegex("^#+ (?=\\S)", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<path>(?!https?:)[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(Nexa\.\w+|bench|docs|clients)/[\w./-]+\.[a-z]\w*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceFile();
}
