using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Knowledge/words.json: the words that give a text its structure and say nothing about the product.</summary>
internal sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> Loaded = new(() => new Vocabulary(Knowledge.ReadFile<WordsFile>("Knowledge/words.json")));
    private readonly HashSet<string> complement;
    private readonly HashSet<string> genitive;
    private readonly HashSet<string> portuguese;
    private readonly HashSet<string> english;
    private readonly HashSet<string> sets;
    private readonly HashSet<string> silent;
    private readonly HashSet<string> shared;
    private readonly HashSet<string> aboutThings;
    private readonly HashSet<string> deviceWords;
    private readonly HashSet<string> bytes;

    private Vocabulary(WordsFile file)
    {
        complement = new(file.Complement, StringComparer.Ordinal);
        genitive = new(file.Genitive, StringComparer.Ordinal);
        portuguese = new(file.Portuguese, StringComparer.Ordinal);
        english = new(file.English, StringComparer.Ordinal);
        sets = new(file.Sets, StringComparer.Ordinal);
        silent = new(file.UnitsOfSale.Concat(file.Adjectives), StringComparer.Ordinal);
        shared = new(file.Shared, StringComparer.Ordinal);
        aboutThings = new(file.AboutThings, StringComparer.Ordinal);
        MadeOf = file.MadeOf;
        Chips = file.Chips;
        deviceWords = new(file.DeviceWords, StringComparer.Ordinal);
        bytes = new(file.Bytes, StringComparer.Ordinal);
        Devices = file.Devices;
        OfBytes = file.OfBytes;
        Terms = [.. file.Terms.OrderByDescending(term => term.Key.Length).ThenBy(term => term.Key, StringComparer.Ordinal)];
    }

    private sealed record WordsFile(
        string Comment, string[] Complement, string[] Genitive, string[] Portuguese, string[] English, string[] Sets,
        string[] UnitsOfSale, string[] Adjectives, string[] Shared, string[] AboutThings, Dictionary<string, string> MadeOf,
        Dictionary<string, string> Chips, string[] DeviceWords, Dictionary<string, string> Devices, string[] Bytes,
        Dictionary<string, string> OfBytes, Dictionary<string, string> Terms);

    public static Vocabulary Current => Loaded.Value;

    /// <summary>Trade terms of other scripts with their English names, longest first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Terms { get; }

    /// <summary>Goods that are named together with what they are made of: "memória DDR4 DIMM", "monitor LED".</summary>
    public IReadOnlyDictionary<string, string> MadeOf { get; }

    /// <summary>What the chip of such a product is.</summary>
    public IReadOnlyDictionary<string, string> Chips { get; }

    /// <summary>What a chip's name means beside a word that no chip is sold by: "temporizador 220 V" is no integrated circuit.</summary>
    public IReadOnlyDictionary<string, string> Devices { get; }

    /// <summary>What a chip's name means beside a number of bytes: "memória DDR4 8GB" is the module.</summary>
    public IReadOnlyDictionary<string, string> OfBytes { get; }

    /// <summary>"DIN", "220V", "bivolt": devices are sold by them, chips never.</summary>
    public bool NamesDevice(string word) => deviceWords.Contains(word);

    /// <summary>"8GB": chips are sold by their bits.</summary>
    public bool StatesBytes(string word) => bytes.Contains(word);

    /// <summary>"para", "com", "for": what follows belongs to another thing.</summary>
    public bool OpensComplement(string word) => complement.Contains(word);

    /// <summary>"de", "of": what follows says of what the thing is.</summary>
    public bool IsGenitive(string word) => genitive.Contains(word);

    /// <summary>"manual", "embalagem", "conserto": what follows is not what is sold.</summary>
    public bool IsAboutThing(string word) => aboutThings.Contains(word);

    /// <summary>"kit", "jogo": several things sold as one.</summary>
    public bool IsSet(string word) => sets.Contains(word);

    /// <summary>Units of sale and adjectives: no word that could be the product.</summary>
    public bool IsSilent(string word) => word.Length < 3 || silent.Contains(word);

    /// <summary>A name that other trades use for other things, or an abbreviation that may stand for anything.</summary>
    public bool NeedsWitness(string word) => word.Length <= 4 || shared.Contains(word.TrimEnd('*'));

    /// <summary>English puts the product's noun last, Portuguese first.</summary>
    public bool IsEnglish(IReadOnlyList<TextWord> words) =>
        words.Any(word => english.Contains(word.Text))
            && !words.Any(word => portuguese.Contains(word.Text) && !english.Contains(word.Text));
}
