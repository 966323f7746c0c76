using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Who made the part, as far as it is known, and where that is written.</summary>
/// <param name="Stated">The name as the client wrote it; null where it is a seller's.</param>
/// <param name="Known">The company of the table that this name belongs to.</param>
internal sealed record MakerIdentity(string? Stated, Manufacturer? Known, string Source, bool IsSeller)
{
    private const int LongestName = 4; // words
    private const int ShortestName = 5; // letters, where a name is one word

    public static MakerIdentity IdentifyMaker(string? stated, IReadOnlyList<TextWord> textWords, ManufacturerTable table, Lexicon lexicon)
    {
        if (stated is not null && !CompanyWords.Current.IsSeller(stated))
        {
            return new MakerIdentity(stated, table.Find(stated), "informado", false);
        }

        // A maker may also stand in the text, but not behind "para" or "compatível com".
        for (var at = 0; at < textWords.Count && !Vocabulary.Current.OpensComplement(textWords[at].Text); at++)
        {
            if (MeasureNameAt(textWords, at, table, lexicon) is > 0 and var length)
            {
                var name = string.Join(' ', textWords.Skip(at).Take(length).Select(word => word.Text));
                return new MakerIdentity(null, table.FindExactly(name), $"descrição: \"{name}\"", stated is not null);
            }
        }

        return new MakerIdentity(null, null, "", stated is not null);
    }

    /// <summary>Aliases of one word are ordinary words too often: "Linear", "Lapis", "Alliance".</summary>
    private static bool IsOwnName(Manufacturer found, string name) =>
        name.Length >= ShortestName && CompanyWords.Current.ToKey(found.Name) == CompanyWords.Current.ToKey(name);

    /// <summary>How many words of the text from here on are the name of a maker. A single word that also names a product is none.</summary>
    public static int MeasureNameAt(IReadOnlyList<TextWord> words, int at, ManufacturerTable table, Lexicon lexicon)
    {
        if (!table.BeginsName(words[at].Text) || words[at].IsInCode)
        {
            return 0;
        }

        for (var length = Math.Min(LongestName, words.Count - at); length > 0; length--)
        {
            var name = string.Join(' ', Enumerable.Range(at, length).Select(i => words[i].Text));
            var isName = (length > 1 && !words.Skip(at).Take(length).All(word => lexicon.BeginsPhrase(word.Text)))
                || (name.Length > 3 && !name.Any(char.IsAsciiDigit) && !Vocabulary.Current.IsSilent(name) && !lexicon.BeginsPhrase(name));
            if (isName && !CompanyWords.Current.IsForm(words[at].Text) && table.FindExactly(name) is { } found
                && (length > 1 || IsOwnName(found, name)))
            {
                return length;
            }
        }

        return 0;
    }
}
