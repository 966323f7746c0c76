using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Agents.Pipeline;

/// <summary>One word of a text; a clause ends at a comma, a bracket or a dash between blanks.</summary>
/// <param name="IsInCode">A piece of a code such as "MIC5504-2.5YM5-TR", and no word.</param>
internal readonly record struct TextWord(string Text, int Clause, bool IsInCode)
{
    public bool HasDigit => Text.Any(char.IsAsciiDigit);
}

/// <summary>Text as the dictionaries read it: upper case, no accents, decimal points, words of letters and digits.</summary>
internal static partial class TextWords
{
    private const int ShortestCode = 9; // "SOT-23-5" is a package

    public static string ToPlain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in JoinedWords().Replace(TranslateTerms(text), " ").Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                plain.Append(ToPlainLetter(c));
            }
        }

        for (var i = 1; i + 1 < plain.Length; i++)
        {
            if (plain[i] == ',' && char.IsAsciiDigit(plain[i - 1]) && char.IsAsciiDigit(plain[i + 1]))
            {
                plain[i] = '.';
            }
        }

        return plain.ToString();
    }

    public static string[] ListWords(string plain) => [.. SplitWords(plain).Select(word => word.Text)];

    public static List<TextWord> SplitWords(string plain)
    {
        var words = new List<TextWord>();
        var (start, clause, codeUntil) = (-1, 0, 0);
        for (var i = 0; i <= plain.Length; i++)
        {
            var inside = i < plain.Length && char.IsAsciiLetterOrDigit(plain[i]);
            if (inside && start < 0)
            {
                start = i;
                codeUntil = i < codeUntil ? codeUntil : FindCodeEnd(plain, i);
            }
            else if (!inside && start >= 0)
            {
                words.Add(new TextWord(plain[start..i], clause, i <= codeUntil));
                start = -1;
            }

            clause += i < plain.Length && EndsClause(plain, i) ? 1 : 0;
        }

        return words;
    }

    /// <summary>Where the code ends that begins here; the same place where none does.</summary>
    private static int FindCodeEnd(string plain, int start)
    {
        var end = plain.IndexOf(' ', start) is >= 0 and var blank ? blank : plain.Length;
        var token = plain.AsSpan(start, end - start);
        return token.Length >= ShortestCode && token.ContainsAny('-', '/') && token.ContainsAnyInRange('0', '9')
            && token.ContainsAnyInRange('A', 'Z') ? end : start;
    }

    private static bool EndsClause(string plain, int at) => plain[at] switch
    {
        ',' or ';' or ':' or '(' or ')' or '[' or ']' or '|' => true,
        '-' => at > 0 && plain[at - 1] == ' ' && at + 1 < plain.Length && plain[at + 1] == ' ',
        _ => false,
    };

    private static char ToPlainLetter(char c) => c switch
    {
        'Ω' or 'Ω' => 'R',
        'μ' or 'µ' => 'U',
        '®' or '™' or '"' or '\'' or '“' or '”' or '_' or '\u3000' => ' ',
        >= '\uFF01' and <= '\uFF5E' => char.ToUpperInvariant((char)(c - 0xFEE0)),
        < ' ' => ' ',
        _ => char.ToUpperInvariant(c),
    };

    /// <summary>Chinese trade terms in English, so that the dictionaries know them.</summary>
    private static string TranslateTerms(string text)
    {
        if (!text.Any(c => c is >= '\u4E00' and <= '\u9FFF'))
        {
            return text;
        }

        foreach (var (term, english) in Vocabulary.Current.Terms)
        {
            text = text.Replace(term, $" {english} ", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Symbols of drawing programs join words: "BarrelJack", "MicroFit".</summary>
    [GeneratedRegex("(?<=[a-z]{3})(?=[A-Z][a-z]{2})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JoinedWords();
}
