using Nexa.Documents.Tables;

namespace Nexa.Documents.Words;

/// <summary>Tells the language of a table's headers, as far as numbers depend on it.</summary>
internal static class Languages
{
    private static readonly HashSet<string> English = [.. WordLists.GetWords("english_header_words")];
    private static readonly HashSet<string> WithCommas = [.. WordLists.GetWords("comma_header_words")];

    /// <summary>English has decimal points; Portuguese, Spanish, German, French and Italian have commas.</summary>
    public static char FindDecimalPoint(IEnumerable<string> headers)
    {
        var (points, commas) = (0, 0);
        foreach (var word in headers.SelectMany(h => HeaderTerms.Normalize(h).Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            points += English.Contains(word) ? 1 : 0;
            commas += WithCommas.Contains(word) ? 1 : 0;
        }

        return commas > points ? ',' : points > commas ? '.' : '\0';
    }
}
