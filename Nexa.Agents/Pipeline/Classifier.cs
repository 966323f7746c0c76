using Microsoft.Extensions.Options;
using Nexa.Agents.Chat;
using Nexa.Agents.PartNumbers;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// The pipeline: understand → facts → candidates → choose → describe → check. Deterministic, in memory, without a network;
/// the same product and the same tables give the same bytes.
/// </summary>
public sealed class Classifier(FiscalTablesSource fiscal, TimeProvider clock, IOptions<AgentOptions> options, IServiceProvider? services = null)
{
    private const int Steps = 3;
    private const int LongestText = 600;
    private const double NameInNumber = 0.75;
    private const double NameForNumber = 0.82;
    private static readonly Lazy<PartNumberDecoder> s_decoder = new(PartNumberDecoder.Load);
    private static readonly Lazy<ManufacturerTable> s_manufacturers = new(ManufacturerTable.Load);
    private static readonly Lazy<FamilyTable> s_families = new(FamilyTable.Load);
    private static readonly Lazy<RuleTree> s_rules = new(RuleTree.Load);
    private static readonly Lazy<Lexicon> s_lexicon = new(Lexicon.Load);
    private static readonly Lazy<Confidence> s_confidence = new(Confidence.Load);
    private static readonly Lazy<MakerHints> s_makers = new(MakerHints.Load);
    private readonly Candidates _candidates = new(s_rules.Value);
    private readonly AnswerWriter _writer = new(s_families.Value, s_confidence.Value, options.Value);

    private readonly ChatAdvisor? _advisor = services?.GetService<ChatAdvisor>();

    /// <summary>With a language model configured, it is asked where the facts leave the choice open.</summary>
    public async ValueTask<Classification> ClassifyAsync(Product product, Action<int, int, string>? progress, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_advisor is null)
        {
            return Classify(product, progress);
        }

        var tables = fiscal.Current;
        var on = Today();
        var known = Understand(product, tables, on, progress);
        var answer = _writer.Write(known, tables, on);
        if (answer is { ConfidenceScore: >= Confidence.High, Ncm.Length: 8 })
        {
            return answer;
        }

        progress?.Invoke(Steps, Steps, "Consultando o modelo de linguagem");
        return await _advisor.AdviseAsync(product, known, tables, ct) is { } advised ? _writer.Write(advised, tables, on) : answer;
    }

    public Classification Classify(Product product, Action<int, int, string>? progress = null)
    {
        var tables = fiscal.Current;
        var on = Today();
        return _writer.Write(Understand(product, tables, on, progress), tables, on);
    }

    /// <summary>Reads the knowledge and compiles the hot path, so that the first caller does not wait for it.</summary>
    public void Warm()
    {
        Classify(new Product("CL10C330JB8NNNC", "CAP CER SMD 33PF 50V", "Samsung"));
        Classify(new Product("?", "produto de nome desconhecido"));
    }

    private DateOnly Today() => BrazilTime.Today(clock);

    private Understanding Understand(Product product, FiscalTables tables, DateOnly on, Action<int, int, string>? progress)
    {
        progress?.Invoke(1, Steps, "Entendendo o part number e a descrição");
        var known = Understand(product, tables, on);
        progress?.Invoke(2, Steps, _writer.Summary(known));
        return known;
    }

    private Understanding Understand(Product product, FiscalTables tables, DateOnly on)
    {
        var partNumber = Clean(product.PartNumber);
        var text = string.IsNullOrWhiteSpace(product.Description) ? null : TextWords.Plain(Bounded(product.Description));
        var stated = string.IsNullOrWhiteSpace(product.Manufacturer) ? null : Clean(product.Manufacturer);
        var maker = stated is not null ? s_manufacturers.Value.Find(stated) : null;
        var bare = WithoutMaker(partNumber, stated);
        var decodings = SchemeTrust.Weigh(s_decoder.Value, bare, s_decoder.Value.Decode(bare, stated), stated is not null, maker);
        var (readings, facts) = text is null ? ((IReadOnlyList<FamilyReading>)[], (IReadOnlyList<Fact>)[]) : s_lexicon.Value.Read(text);
        if (decodings.Count == 0 && readings.Count == 0)
        {
            (readings, facts) = ReadPartNumber(partNumber, text is null);
            if (readings.Count == 0 && s_makers.Value.Of(maker) is { } hint)
            {
                readings = [hint];
            }
        }

        var number = TextWords.Plain(partNumber);
        var hypotheses = FamilyChoice.Weigh(decodings, readings, facts, family => ValueReader.Read(text ?? (number.Contains(' ', StringComparison.Ordinal) ? number : ""), family).Concat(ValueReader.ReadNumber(number, family)));
        var decodedMaker = decodings.Count > 0 && decodings[0].Certainty >= 0.8 && decodings[0].ManufacturerId is { } id ? s_manufacturers.Value.Get(id) : null;
        return new Understanding(
            partNumber,
            stated ?? decodedMaker?.Name,
            maker ?? (stated is null ? decodedMaker : null),
            stated is not null ? "informado" : decodedMaker is not null ? $"part number, esquema {decodings[0].Scheme}" : null,
            hypotheses,
            _candidates.Of(hypotheses, text ?? (number.Contains(' ', StringComparison.Ordinal) ? number : null), tables, on))
        {
            PlainText = text,
            IsContradicted = decodings.Count > 0 && readings.Count > 0 && hypotheses[0].Probability < 0.8 && Lexicon.Kind(decodings[0].Family) != Lexicon.Kind(readings[0].Family),
        };
    }

    /// <summary>"ESMT M12L64164A" of ESMT is the part number M12L64164A.</summary>
    private static string WithoutMaker(string partNumber, string? stated)
    {
        var blank = partNumber.IndexOf(' ', StringComparison.Ordinal);
        return blank > 1 && stated is not null && stated.Split(' ').Contains(partNumber[..blank], StringComparer.OrdinalIgnoreCase) ? partNumber[(blank + 1)..] : partNumber;
    }

    /// <summary>Some write the product's name where the part number belongs, and some part numbers are names: RG58, CR2032. Neither is proof.</summary>
    private static (IReadOnlyList<FamilyReading> Families, IReadOnlyList<Fact> Facts) ReadPartNumber(string partNumber, bool isAllThereIs)
    {
        var plain = TextWords.Plain(partNumber);
        var wholeName = isAllThereIs && plain.Contains(' ', StringComparison.Ordinal);
        var names = wholeName ? plain : string.Join(' ', TextWords.Words(plain).Where(IsName));
        var (families, facts) = s_lexicon.Value.Read(names);
        var trust = wholeName ? NameForNumber : NameInNumber;
        return ([.. families.Select(family => family with { Certainty = family.Certainty * trust, Phrase = family.Phrase.Replace("descrição", "part number", StringComparison.Ordinal) })], wholeName ? facts : []);
    }

    private static bool IsName(string word) => word.Length >= 5 || (word.Length == 4 && char.IsAsciiLetter(word[0]) && word.Any(char.IsAsciiDigit));

    /// <summary>Control characters and runs of blanks go; what is left is data, whatever it says.</summary>
    private static string Clean(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return string.Join(' ', Bounded(clean).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Bounded(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
