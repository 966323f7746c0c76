namespace Nexa.Documents.Ocr;

/// <summary>Letters and digits that a text recognition takes for one another, and what a number may have been before.</summary>
internal static class Confusions
{
    /// <summary>More mistaken characters in one number are another number sooner than the same one.</summary>
    private const int MostMistakes = 2;

    /// <summary>Numbers that have twelve doubtful characters have some 100 variants; those with more are left to a person.</summary>
    private const int MostVariants = 200;

    /// <summary>Shorter numbers are a character or two away from too many others.</summary>
    private const int ShortestNumber = 5;

    private static readonly string[] Alike = ["0O", "1IL", "5S", "8B", "2Z", "6G"];

    /// <summary>
    /// What a number in upper case may be instead. None for a short number, and none for one that has too many variants: of a part of them
    /// one known number could fit where of all of them two do.
    /// </summary>
    public static IReadOnlyList<string> ListVariants(string number)
    {
        if (number.Length < ShortestNumber)
        {
            return [];
        }

        var variants = new HashSet<string>(StringComparer.Ordinal);
        return AddVariants(number.ToCharArray(), 0, MostMistakes, variants) ? [.. variants] : [];
    }

    private static bool AddVariants(char[] letters, int from, int mistakes, HashSet<string> variants)
    {
        for (var at = from; at < letters.Length && mistakes > 0; at++)
        {
            var read = letters[at];
            foreach (var other in Array.Find(Alike, group => group.Contains(read, StringComparison.Ordinal)) ?? "")
            {
                if (other == read)
                {
                    continue;
                }

                letters[at] = other;
                if ((variants.Add(new string(letters)) && variants.Count > MostVariants)
                    || !AddVariants(letters, at + 1, mistakes - 1, variants))
                {
                    return false;
                }
            }

            letters[at] = read;
        }

        return true;
    }
}
