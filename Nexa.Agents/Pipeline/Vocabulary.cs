using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Knowledge/words.json: the words that give a text its structure and say nothing about the product.</summary>
internal sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> s_current = new(() => new Vocabulary(Knowledge.ReadFile<WordsFile>("Knowledge/words.json")));
    private readonly HashSet<string> _complement;
    private readonly HashSet<string> _genitive;
    private readonly HashSet<string> _portuguese;
    private readonly HashSet<string> _english;
    private readonly HashSet<string> _sets;
    private readonly HashSet<string> _silent;
    private readonly HashSet<string> _shared;

    private Vocabulary(WordsFile file)
    {
        _complement = new(file.Complement, StringComparer.Ordinal);
        _genitive = new(file.Genitive, StringComparer.Ordinal);
        _portuguese = new(file.Portuguese, StringComparer.Ordinal);
        _english = new(file.English, StringComparer.Ordinal);
        _sets = new(file.Sets, StringComparer.Ordinal);
        _silent = new(file.UnitsOfSale.Concat(file.Adjectives), StringComparer.Ordinal);
        _shared = new(file.Shared, StringComparer.Ordinal);
        Terms = [.. file.Terms.OrderByDescending(term => term.Key.Length).ThenBy(term => term.Key, StringComparer.Ordinal)];
    }

    private sealed record WordsFile(
        string Comment, string[] Complement, string[] Genitive, string[] Portuguese, string[] English, string[] Sets,
        string[] UnitsOfSale, string[] Adjectives, string[] Shared, Dictionary<string, string> Terms);

    public static Vocabulary Current => s_current.Value;

    /// <summary>Trade terms of other scripts with their English names, longest first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Terms { get; }

    /// <summary>"para", "com", "for": what follows belongs to another thing.</summary>
    public bool OpensComplement(string word) => _complement.Contains(word);

    /// <summary>"de", "of": what follows says of what the thing is.</summary>
    public bool IsGenitive(string word) => _genitive.Contains(word);

    /// <summary>"kit", "jogo": several things sold as one.</summary>
    public bool IsSet(string word) => _sets.Contains(word);

    /// <summary>Units of sale and adjectives: no word that could be the product.</summary>
    public bool IsSilent(string word) => word.Length < 3 || _silent.Contains(word);

    /// <summary>A name that other trades use for other things, or an abbreviation that may stand for anything.</summary>
    public bool NeedsWitness(string word) => word.Length <= 4 || _shared.Contains(word.TrimEnd('*'));

    /// <summary>English puts the product's noun last, Portuguese first.</summary>
    public bool IsEnglish(IReadOnlyList<TextWord> words) =>
        words.Any(word => _english.Contains(word.Text))
            && !words.Any(word => _portuguese.Contains(word.Text) && !_english.Contains(word.Text));
}
