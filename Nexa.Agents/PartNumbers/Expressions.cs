using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>Knowledge/expressions.json: the lists of regular expressions, which are composed once per process.</summary>
internal static partial class Expressions
{
    /// <summary>Names and texts are bounded, so a match takes microseconds; the limit only stops a runaway match.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string[]> Lists =
        Knowledge.ReadFile<ExpressionsFile>("Knowledge/expressions.json").Lists;

    private sealed record ExpressionsFile(string Comment, Dictionary<string, string[]> Lists);

    public static IReadOnlyList<string> GetList(string name) => Lists[name];

    /// <summary>A pattern in which {name} stands for any entry of that list.</summary>
    public static Regex ComposePattern(string pattern, RegexOptions options = RegexOptions.None) =>
        new(ListName().Replace(pattern, match => $"({string.Join('|', Lists[match.Groups["name"].Value])})"),
            options | RegexOptions.Compiled | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);

    [GeneratedRegex(@"\{(?<name>[a-z_]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListName();
}
