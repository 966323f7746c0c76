using System.Text.RegularExpressions;

namespace Nexa.Documents.Words;

/// <summary>
/// A pattern that runs on every word: interpreted at first, since compiling costs a child half a second, compiled once a document is long.
/// </summary>
internal sealed class HotPattern(string pattern, RegexOptions options = RegexOptions.None)
{
    /// <summary>A page has some thousand words: a document of a few pages is read before compiling would pay.</summary>
    private const int CompileAfter = 20_000;

    private Regex current = WordLists.ComposePattern(pattern, options);
    private int runs;

    public bool IsMatch(string text) => Choose().IsMatch(text);

    public Match Match(string text) => Choose().Match(text);

    private Regex Choose()
    {
        if (++runs == CompileAfter)
        {
            current = WordLists.ComposePattern(pattern, options | RegexOptions.Compiled);
        }

        return current;
    }
}
