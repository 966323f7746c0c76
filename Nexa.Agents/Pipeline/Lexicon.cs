using System.Text.Json;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>A family that something speaks for, certainty 0..1, and what that is.</summary>
public sealed record FamilyReading(string Family, double Certainty, string Phrase);

/// <summary>Knowledge/lexicon.json: what people call products, in Portuguese, English and Spanish.</summary>
public sealed class Lexicon
{
    private static readonly HashSet<string> s_complement = new(StringComparer.Ordinal) { "PARA", "P", "FOR", "COM", "WITH", "CON", "W", "USO" };
    private readonly Dictionary<string, List<Phrase>> _byFirstWord = new(StringComparer.Ordinal);
    private readonly List<Phrase> _prefixes = [];

    private Lexicon()
    {
    }

    private sealed record Phrase(string Text, string[] Words, string? Family, double Weight, string? Key, string? Value);

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
                    lexicon.Add(text.GetString()!, family.Name, weight.Name[0] - '0', null, null);
                }
            }
        }

        foreach (var fact in document.RootElement.GetProperty("facts").EnumerateObject())
        {
            var parts = fact.Name.Split('=', 2);
            foreach (var text in fact.Value.EnumerateArray())
            {
                lexicon.Add(text.GetString()!, null, 0, parts[0], parts[1]);
            }
        }

        return lexicon;
    }

    /// <summary>Families by weight, best first, and the facts that words state. Words after "para" or "com" describe something else and count less.</summary>
    public (IReadOnlyList<FamilyReading> Families, IReadOnlyList<Fact> Facts) Read(string plain)
    {
        var words = TextWords.Words(plain);
        var own = new SortedDictionary<string, (double Weight, string Phrase)>(StringComparer.Ordinal);
        var facts = new List<Fact>();
        var complement = false;
        string? head = null;
        for (var at = 0; at < words.Length; at++)
        {
            complement |= at > 0 && s_complement.Contains(words[at]);
            foreach (var phrase in At(words, at))
            {
                if (phrase.Family is null)
                {
                    facts.Add(new Fact(phrase.Key!, phrase.Value!, $"descrição: \"{Cut(phrase.Text)}\""));
                    continue;
                }

                // The noun of the product stands first in Portuguese and Spanish; other nouns after it belong to it.
                var foreign = head is not null && Kind(phrase.Family) != head;
                var weight = (phrase.Weight * (complement && head is not null ? 0.35 : foreign ? 0.7 : 1)) + (at == 0 ? 1.5 : 0) + (phrase.Words.Length > 1 ? 0.5 : 0);
                head ??= Kind(phrase.Family);
                if (!own.TryGetValue(phrase.Family, out var best) || weight > best.Weight)
                {
                    own[phrase.Family] = (weight, phrase.Text);
                }
            }
        }

        return (Rank(own), facts);
    }

    public static string Kind(string family) => family.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? family[..dot] : family;

    private static List<FamilyReading> Rank(SortedDictionary<string, (double Weight, string Phrase)> own)
    {
        // A family inherits what speaks for the families above it: "cap" and "tântalo" together are a tantalum capacitor.
        var scored = own.Select(entry => (
                Family: entry.Key,
                Score: own.Where(other => entry.Key == other.Key || entry.Key.StartsWith(other.Key + ".", StringComparison.Ordinal)).Sum(other => other.Value.Weight),
                entry.Value.Phrase))
            .OrderByDescending(entry => entry.Score).ThenByDescending(entry => entry.Family.Length).ThenBy(entry => entry.Family, StringComparer.Ordinal).ToArray();
        if (scored.Length == 0)
        {
            return [];
        }

        var readings = new List<FamilyReading>();
        var best = scored[0];
        var rival = scored.Where(entry => !Related(entry.Family, best.Family)).Select(entry => entry.Score).FirstOrDefault();
        var sure = Math.Min(0.97, best.Score / (best.Score + 0.35)) * best.Score * best.Score / (best.Score * best.Score + rival * rival);
        readings.Add(new FamilyReading(best.Family, sure, $"descrição: \"{Cut(best.Phrase)}\""));
        var left = 1 - sure;
        foreach (var entry in scored.Skip(1).Where(entry => !Related(entry.Family, best.Family)).Take(3))
        {
            var part = left * 0.6 * entry.Score / (entry.Score + 1);
            readings.Add(new FamilyReading(entry.Family, part, $"descrição: \"{Cut(entry.Phrase)}\""));
            left -= part;
        }

        return readings;
    }

    public static bool Related(string one, string other) =>
        one == other || one.StartsWith(other + ".", StringComparison.Ordinal) || other.StartsWith(one + ".", StringComparison.Ordinal);

    private IEnumerable<Phrase> At(string[] words, int at)
    {
        foreach (var phrase in _byFirstWord.GetValueOrDefault(words[at]) ?? [])
        {
            if (Matches(phrase.Words, words, at))
            {
                yield return phrase;
            }
        }

        foreach (var phrase in _prefixes)
        {
            if (Matches(phrase.Words, words, at))
            {
                yield return phrase;
            }
        }
    }

    private static bool Matches(string[] phrase, string[] words, int at)
    {
        if (at + phrase.Length > words.Length)
        {
            return false;
        }

        for (var i = 0; i < phrase.Length; i++)
        {
            var wanted = phrase[i];
            if (wanted[^1] == '*' ? !words[at + i].AsSpan().StartsWith(wanted.AsSpan()[..^1], StringComparison.Ordinal) : words[at + i] != wanted)
            {
                return false;
            }
        }

        return true;
    }

    private void Add(string text, string? family, double weight, string? key, string? value)
    {
        var words = text.Split(' ');
        var phrase = new Phrase(text, words, family, weight, key, value);
        if (words[0].EndsWith('*'))
        {
            _prefixes.Add(phrase);
        }
        else
        {
            (_byFirstWord.TryGetValue(words[0], out var list) ? list : _byFirstWord[words[0]] = []).Add(phrase);
        }
    }

    private static string Cut(string phrase) => phrase.TrimEnd('*');
}
