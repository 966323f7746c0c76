using System.Text.RegularExpressions;

namespace Nexa.Tests.Settings;

public sealed partial class ClockTests
{
    [Fact]
    public async Task The_product_takes_the_time_from_a_TimeProvider_or_from_the_database()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.ListProductSources())
        {
            var source = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            wrong.AddRange(SystemTime().Matches(source).Select(match => $"{Path.GetRelativePath(Repository.Root, file)}: {match.Value}"));
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SystemTime();
}
