using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nexa.Documents.Words;

/// <summary>The word lists of words.json, and the regular expressions that are put together from them once per process.</summary>
internal static partial class WordLists
{
    private static readonly Dictionary<string, string[]> Lists = Load();

    public static IReadOnlyList<string> GetWords(string name) => Lists[name];

    /// <summary>
    /// A pattern over several lines in which {name} stands for any word of that list. In a word a space is any white space, a full
    /// stop may be missing, an accent too, and * stands for more letters.
    /// The word with the most letters goes first: of "order" and "order form" the second, and "SASU" before "S.A.S".
    /// Not compiled: that costs a child half a second at its start.
    /// </summary>
    public static Regex ComposePattern(string pattern, RegexOptions options = RegexOptions.IgnoreCase) =>
        new(NamePattern().Replace(pattern, match => "(" + string.Join('|', Lists[match.Groups[1].Value]
            .OrderByDescending(w => w.Count(c => c is not '.')).ThenByDescending(w => w.Length).Select(EscapeWord)) + ")"),
            options | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private static string EscapeWord(string word)
    {
        var pattern = new StringBuilder(word.Length * 2);
        foreach (var c in word)
        {
            switch (c)
            {
                case ' ': pattern.Append(@"\s+"); break;
                case '.': pattern.Append(@"\.?"); break;
                case '*': pattern.Append(@"\p{L}*"); break;
                case > '\u007F' when char.IsLetter(c): pattern.Append('[').Append(c).Append(RemoveAccent(c)).Append(']'); break;
                case '#': pattern.Append(@"\#"); break;
                default: pattern.Append(Regex.Escape(c.ToString())); break;
            }
        }

        return pattern.ToString();
    }

    private static char RemoveAccent(char accented) =>
        accented.ToString().Normalize(NormalizationForm.FormD)
        .FirstOrDefault(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark, accented);

    private static Dictionary<string, string[]> Load()
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream("words.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!;
    }

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex NamePattern();
}
