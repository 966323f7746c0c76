namespace Nexa.Fiscal.Search;

/// <summary>The known words that a misspelt one resembles, by the trigrams that they share.</summary>
internal sealed class TypoIndex
{
    /// <summary>Words that share fewer trigrams (Dice coefficient) are other words, not typos.</summary>
    private const float LeastLikeness = 0.5f;
    private readonly Dictionary<string, List<int>> wordsByGram = new(StringComparer.Ordinal);
    private readonly string[] words;

    public TypoIndex(IEnumerable<string> words)
    {
        this.words = [.. words.Where(word => word.Length >= 4 && word[0] != '@').Distinct(StringComparer.Ordinal)];
        for (var i = 0; i < this.words.Length; i++)
        {
            foreach (var gram in SplitGrams(this.words[i]))
            {
                (wordsByGram.TryGetValue(gram, out var list) ? list : wordsByGram[gram] = []).Add(i);
            }
        }
    }

    /// <summary>At most three words, the likest first, with a likeness of 0.5 to 1.</summary>
    public IEnumerable<(string Word, float Likeness)> FindLike(string word)
    {
        if (word.Length < 4)
        {
            return [];
        }

        var grams = SplitGrams(word);
        var shared = new Dictionary<int, int>();
        foreach (var i in grams.SelectMany(gram => wordsByGram.GetValueOrDefault(gram, [])))
        {
            shared[i] = shared.GetValueOrDefault(i) + 1;
        }

        return
        [
            .. shared.Select(pair => (Word: words[pair.Key], Likeness: 2f * pair.Value / (grams.Count + words[pair.Key].Length + 2)))
                .Where(found => found.Likeness >= LeastLikeness)
                .OrderByDescending(found => found.Likeness).ThenBy(found => found.Word, StringComparer.Ordinal)
                .Take(3),
        ];
    }

    // Padded, so that the beginning and the end of a word weigh as much as its middle.
    private static HashSet<string> SplitGrams(string word)
    {
        var padded = $"^^{word}$$";
        var grams = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + 3 <= padded.Length; i++)
        {
            grams.Add(padded.Substring(i, 3));
        }

        return grams;
    }
}
