using System.Collections.Frozen;

namespace Nexa.Fiscal.Search;

/// <summary>
/// What people say (Portuguese, English, Spanish, trade jargon) and how the nomenclature says it. A meaning is a phrase in the
/// nomenclature's words, or a code prefix ("@8542.31") where the nomenclature has no word for the thing.
/// </summary>
public sealed class Synonyms
{
    private const int LongestKey = 4;
    private static readonly Lazy<Synonyms> Loaded = new(() => new Synonyms(EmbeddedText.ReadLines("Search.synonyms.txt")));
    private readonly FrozenDictionary<string, string[][]> meaningsByKey;

    public Synonyms(IEnumerable<string> lines)
    {
        var meanings = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Length == 0 || line[0] == '#' || line.Split('=') is not [var said, var meant])
            {
                continue;
            }

            foreach (var key in said.Split(',').Select(ToKey).Where(key => key.Length > 0))
            {
                var known = meanings.TryGetValue(key, out var list) ? list : meanings[key] = [];
                known.AddRange(meant.Split('|', StringSplitOptions.TrimEntries).Select(ToMeaning).Where(words => words.Length > 0));
            }
        }

        meaningsByKey = meanings.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }

    public static Synonyms Default => Loaded.Value;

    public IEnumerable<string> Keys => meaningsByKey.Keys;

    /// <summary>Cuts a query into terms, the longest known phrase first; each with its meanings in stems.</summary>
    public IReadOnlyList<SearchTerm> SplitTerms(string query)
    {
        var stems = Words.SplitStems(query);
        var terms = new List<SearchTerm>();
        for (var at = 0; at < stems.Count;)
        {
            var length = Math.Min(LongestKey, stems.Count - at);
            string[][]? meanings = null;
            while (length > 0 && !meaningsByKey.TryGetValue(string.Join(' ', stems.Skip(at).Take(length)), out meanings))
            {
                length--;
            }

            length = Math.Max(length, 1);
            terms.Add(new SearchTerm([.. stems.Skip(at).Take(length)], meanings ?? []));
            at += length;
        }

        return terms;
    }

    private static string ToKey(string said) => string.Join(' ', Words.SplitStems(said));

    private static string[] ToMeaning(string meant) =>
        meant.StartsWith('@') ? ["@" + NcmCode.ParseDigits(meant[1..])] : [.. Words.SplitStems(meant)];
}

/// <summary>One word or known phrase of a query, and what else it may mean.</summary>
public sealed record SearchTerm(IReadOnlyList<string> Stems, IReadOnlyList<string[]> Meanings);
