using System.Globalization;
using System.Text;

namespace Nexa.Fiscal.Search;

/// <summary>
/// Text as the index sees it: no accents, no case, stems that are the same for singular and plural, masculine and feminine.
/// </summary>
public static class Words
{
    private static readonly HashSet<string> StopWords =
        [.. EmbeddedText.ReadLines("Search.stop-words.txt").SelectMany(line => line.Split(' '))];

    /// <summary>The stems of a text in order, without stop words.</summary>
    public static IReadOnlyList<string> SplitStems(string text)
    {
        var stems = new List<string>();
        foreach (var word in SplitWords(text))
        {
            if (!StopWords.Contains(word))
            {
                stems.Add(CutEnding(word));
            }
        }

        return stems;
    }

    /// <summary>Lower case, without accents, compatibility forms resolved ("cm²" → "cm2").</summary>
    public static string FoldAccents(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }

    public static IEnumerable<string> SplitWords(string text)
    {
        var folded = FoldAccents(text);
        var start = -1;
        for (var i = 0; i <= folded.Length; i++)
        {
            if (i < folded.Length && char.IsAsciiLetterOrDigit(folded[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                yield return folded[start..i];
                start = -1;
            }
        }
    }

    // Light on purpose: only what number and gender change, so that an English or Spanish word keeps its own shape.
    private static string CutEnding(string word)
    {
        if (word.Length < 4 || char.IsAsciiDigit(word[0]))
        {
            return word;
        }

        word = word switch
        {
            _ when word.EndsWith("oes", StringComparison.Ordinal) => word[..^3] + "ao",
            _ when word.EndsWith("ais", StringComparison.Ordinal) => word[..^2] + "l",
            _ when word.EndsWith("eis", StringComparison.Ordinal) => word[..^2] + "l",
            _ when word.EndsWith("ns", StringComparison.Ordinal) => word[..^2] + "m",
            _ when word.EndsWith("res", StringComparison.Ordinal) || word.EndsWith("zes", StringComparison.Ordinal)
                || word.EndsWith("les", StringComparison.Ordinal) => word[..^2],
            _ when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) => word[..^1],
            _ => word,
        };
        return word.Length >= 4 && word[^1] is 'a' or 'o' or 'e' ? word[..^1] : word;
    }
}
