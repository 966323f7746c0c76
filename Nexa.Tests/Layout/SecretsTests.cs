using System.Text.RegularExpressions;

namespace Nexa.Tests.Layout;

/// <summary>No file of the repository holds what opens something: keys and tokens as their issuers write them.</summary>
public sealed partial class SecretsTests
{
    private const int LargestScanned = 4 << 20;
    private static readonly string[] NotSources = [".git", "obj", "bin", "artifacts", "node_modules", "TestResults"];

    [Fact]
    public async Task No_file_holds_a_key_or_a_token()
    {
        var found = new List<string>();
        foreach (var file in ListFiles(new DirectoryInfo(Repository.Root)))
        {
            var text = await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken);
            found.AddRange(Secret().Matches(text).Select(match => $"{file.FullName}: {match.Value[..8]}…"));
        }

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("AKIA", "IOSFODNN7ABCDEFG")]
    [InlineData("-----BEGIN RSA ", "PRIVATE KEY-----")]
    [InlineData("ghp", "_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("xoxb", "-123456789012-abcdef")]
    [InlineData("AIza", "SyA1234567890abcdefghijklmnopqrstuv")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlc2lnbmF0dXJl")]
    [InlineData("nexa", "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-0")]
    public void A_secret_is_found_by_how_it_is_written(string start, string rest) => Assert.Matches(Secret(), $"key = \"{start}{rest}\"");

    private static IEnumerable<FileInfo> ListFiles(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => file.Length < LargestScanned)
        .Concat(folder.EnumerateDirectories().Where(inner => !NotSources.Contains(inner.Name, StringComparer.Ordinal)
            && inner.LinkTarget is null).SelectMany(ListFiles));

    [GeneratedRegex(
        @"\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[0-9A-Za-z-]{10,}"
        + @"|\bAIza[0-9A-Za-z_-]{35}\b|\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}|\bsk-[A-Za-z0-9]{32,}"
        + @"|\bnexa_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Secret();
}
