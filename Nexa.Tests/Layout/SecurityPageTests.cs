using System.Reflection;
using System.Text.RegularExpressions;

namespace Nexa.Tests.Layout;

/// <summary>docs/security.md names the test of each thing that it says.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public async Task Every_test_that_the_page_names_is_one()
    {
        var tests = typeof(SecurityPageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").ToHashSet(StringComparer.Ordinal);

        var named = Name().Matches(await Repository.ReadAsync("docs/security.md")).Select(match => match.Groups["test"].Value).ToList();

        Assert.True(named.Count > 25, $"only {named.Count} tests are named");
        Assert.Empty(named.Except(tests, StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<test>[A-Za-z]+Tests\\.\\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
