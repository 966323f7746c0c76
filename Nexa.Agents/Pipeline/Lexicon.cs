using System.Text.Json;

namespace Nexa.Agents.Pipeline;

/// <summary>A phrase of the dictionary: it names or hints at a family, or it states a fact about products of some kinds.</summary>
internal sealed record Phrase(string Text, string[] Words, string? Family, double Weight, string? Key, string? Value, string[] Kinds)
{
    /// <summary>A phrase that may be the product's own name; a lighter one only narrows or hints.</summary>
    public bool IsName => Family is not null && Weight >= 3;

    public string Shown => Text.TrimEnd('*', '~');
}

/// <summary>A phrase found in a text.</summary>
internal readonly record struct PhraseMatch(Phrase Phrase, int Start)
{
    public int End => Start + Phrase.Words.Length;
}

/// <summary>Knowledge/lexicon.json: what people call products, in the languages of orders and invoices.</summary>
public sealed class Lexicon
{
    private const int ShortestStem = 3;
    private const int LongestInflection = 2; // "motores"; "motorista" is another word
    private const string NoFamily = ""; // of goods that the file names only so that they are not taken for others: "bicicleta ergométrica"
    private readonly Dictionary<string, List<Phrase>> byFirstWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Phrase>> byStem = new(StringComparer.Ordinal);

    private Lexicon()
    {
    }

    public static Lexicon Load()
    {
        using var stream = typeof(Lexicon).Assembly.GetManifestResourceStream("Knowledge/lexicon.json")!;
        using var document = JsonDocument.Parse(stream);
        var lexicon = new Lexicon();
        foreach (var family in document.RootElement.GetProperty("families").EnumerateObject())
        {
            foreach (var weight in family.Value.EnumerateObject())
            {
                foreach (var text in weight.Value.EnumerateArray())
                {
                    lexicon.Add(new Phrase(text.GetString()!, text.GetString()!.Split(' '), family.Name, weight.Name[0] - '0', null,
                        null, []));
                }
            }
        }

        foreach (var text in document.RootElement.GetProperty("others").EnumerateArray())
        {
            lexicon.Add(new Phrase(text.GetString()!, text.GetString()!.Split(' '), NoFamily, 0, null, null, []));
        }

        foreach (var fact in document.RootElement.GetProperty("facts").EnumerateObject())
        {
            var (kinds, stated) = fact.Name.Split(':', 2) is [var before, var after] ? (before.Split('|'), after) : ([], fact.Name);
            var parts = stated.Split('=', 2);
            foreach (var text in fact.Value.EnumerateArray())
            {
                lexicon.Add(new Phrase(text.GetString()!, text.GetString()!.Split(' '), null, 0, parts[0], parts[1], kinds));
            }
        }

        return lexicon;
    }

    public static string TakeKind(string family) =>
        family.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? family[..dot] : family;

    public static bool AreRelated(string one, string other) =>
        one == other || one.StartsWith(other + ".", StringComparison.Ordinal) || other.StartsWith(one + ".", StringComparison.Ordinal);

    /// <summary>Every phrase that may name a product, as it is written.</summary>
    internal IEnumerable<string> Names =>
        byFirstWord.Concat(byStem).SelectMany(entry => entry.Value).Where(phrase => phrase.IsName).Select(phrase => phrase.Shown)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>"PT100": a word with digits that names a product by itself.</summary>
    internal bool IsName(string word) =>
        (byFirstWord.GetValueOrDefault(word) ?? []).Exists(phrase => phrase.IsName && phrase.Words.Length == 1);

    internal bool BeginsPhrase(string word) => FindPhrasesBeginningWith(word).Any(phrase => Matches(phrase.Words[0], word));

    /// <summary>Every phrase of the text, but none inside a longer one of another family: "network switch" is no "switch".</summary>
    internal List<PhraseMatch> Find(IReadOnlyList<TextWord> words)
    {
        var found = new List<PhraseMatch>();
        for (var at = 0; at < words.Count; at++)
        {
            foreach (var phrase in FindPhrasesBeginningWith(words[at].Text))
            {
                AddIfMatching(found, phrase, words, at);
            }
        }

        return [.. found.Where(match => match.Phrase.Family != NoFamily && !found.Exists(longer => IsInside(match, longer)))];
    }

    /// <summary>The phrases whose first word may be this one, in its own form, as a stem or as a plural.</summary>
    private List<Phrase> FindPhrasesBeginningWith(string word)
    {
        var found = new List<Phrase>(byFirstWord.GetValueOrDefault(word) ?? []);
        for (var length = ShortestStem; length <= word.Length; length++)
        {
            found.AddRange(byStem.GetValueOrDefault(word[..length]) ?? []);
        }

        if (word is [.., _, 'S'])
        {
            found.AddRange(byFirstWord.GetValueOrDefault(word[..^1]) ?? []);
            found.AddRange(word[^2] == 'E' ? byFirstWord.GetValueOrDefault(word[..^2]) ?? [] : []);
        }

        return found;
    }

    private static bool IsInside(PhraseMatch match, PhraseMatch longer) =>
        match.Phrase.Family is { } family && longer.Phrase.Family is { } other && longer.Phrase.Words.Length > match.Phrase.Words.Length
        && longer.Start <= match.Start && match.End <= longer.End && !AreRelated(family, other);

    private static void AddIfMatching(List<PhraseMatch> found, Phrase phrase, IReadOnlyList<TextWord> words, int at)
    {
        if (at + phrase.Words.Length > words.Count)
        {
            return;
        }

        for (var i = 0; i < phrase.Words.Length; i++)
        {
            if (!Matches(phrase.Words[i], words[at + i].Text))
            {
                return;
            }
        }

        found.Add(new PhraseMatch(phrase, at));
    }

    /// <summary>A final ~ matches any ending, a final * an inflection or a number; any other word also matches its plural.</summary>
    private static bool Matches(string wanted, string word)
    {
        var stem = wanted.AsSpan().TrimEnd("*~");
        if (!word.AsSpan().StartsWith(stem, StringComparison.Ordinal))
        {
            return false;
        }

        var ending = word.AsSpan(stem.Length);
        return ending.IsEmpty || wanted[^1] switch
        {
            '~' => true,
            '*' => ending.Length <= LongestInflection || ending.ContainsAnyInRange('0', '9'),
            _ => wanted.Length > 3 && ending is "S" or "ES",
        };
    }

    private void Add(Phrase phrase)
    {
        var first = phrase.Words[0];
        var index = first[^1] is '*' or '~' ? byStem : byFirstWord;
        var key = first.TrimEnd('*', '~');
        (index.TryGetValue(key, out var list) ? list : index[key] = []).Add(phrase);
    }
}
