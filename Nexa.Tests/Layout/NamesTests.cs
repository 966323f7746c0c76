using System.Text.RegularExpressions;

namespace Nexa.Tests.Layout;

/// <summary>A method's name says what it does to what: <c>ReadHeaders</c>, not <c>Read</c> or <c>HeadersOf</c>.</summary>
public sealed partial class NamesTests
{
    /// <summary>Its calls read as a sentence with the column's name: <c>row.Text("ncm")</c>, <c>batch.ReadAsync(ct)</c>.</summary>
    private const string Exempt = "Nexa.Core/Data/Sql";

    [Fact]
    public async Task A_method_has_a_verb_and_an_object()
    {
        var found = new List<string>();
        foreach (var file in Repository.ListSources())
        {
            var path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
            if (!path.StartsWith(Exempt, StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            {
                found.AddRange(FindVague(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
                    .Select(name => $"{path}: {name}"));
            }
        }

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("    public static CurrentUser Of(ClaimsPrincipal principal) =>", "Of")]
    [InlineData("    private static async Task<List<(int A, string? B)>> ReadAsync(\n        int id) =>", "ReadAsync")]
    [InlineData("    internal static T[] Text<T>(this T state)", "Text")]
    [InlineData("        string? Text(JsonElement details, string name)\n        {", "Text")]
    [InlineData("    private static byte[] KeyOf(params string[] parts) => [];", "KeyOf")]
    [InlineData("    private static string? Text(string? text) => text is null ? null : text.Trim();", "Text")]
    [InlineData("        return row.Text(\"ncm\");")]
    [InlineData("    public static string ReadText(string name) => Read(name);")]
    [InlineData("        var offset = text.LastIndexOf('a');")]
    [InlineData("        public override Rate Read(ref Utf8JsonReader reader) =>")]
    [InlineData("            reader.TokenType is JsonTokenType.Number ? Of(reader.GetDecimal())")]
    [InlineData("    /// <summary>The text Of(a) line.</summary>")]
    public void A_declaration_is_told_from_a_call(string code, params string[] names) => Assert.Equal(names, FindVague(code));

    private static IEnumerable<string> FindVague(string code) => Declaration().Matches(code).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(
        @"^(?!.*\boverride\b) +((public|internal|private|protected|static|async|virtual) )*"
        + @"(?!return |await |new |throw |else |yield |in |is )[\w(][\w<>(),.?\[\] ]* (?<! \? )"
        + @"(?<name>(\w*Of|View|Read|Text|Look|Apart|Hold|Enough)(Async)?)(<\w+>)?\((?!\x22)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 5000)]
    private static partial Regex Declaration();
}
