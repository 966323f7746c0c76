using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// Reads a text as a noun phrase: its head names the product, complements ("para relé", "de rede") describe it.
/// A kit, cover or manual of a thing is not the thing, and a word that other trades use needs a second witness.
/// </summary>
internal sealed class NounPhraseReader(Lexicon lexicon, Func<IReadOnlyList<TextWord>, int, int> makerAt)
{
    // These were set on texts-tune.csv (bench -- accuracy); the calibration maps certainties to shares of right answers.
    private const double ForeignAtMost = 0.30;
    private const double UnwitnessedAtMost = 0.45;
    private const double SetAtMost = 0.72;
    private const double HalfUnknownAtMost = 0.72;
    private const double LeastKnownShare = 0.5;
    private const double ComplementWeight = 0.2;
    private const double BesideWeight = 0.5;
    private const double HeadBonus = 1.5;
    private const double LongNameBonus = 0.5;

    private static Vocabulary Words => Vocabulary.Current;

    public TextReading ReadPhrase(string plain)
    {
        var words = TextWords.SplitWords(plain);
        var isSilent = FindSilentWords(words);
        var matches = RemoveParts([.. lexicon.Find(words).Where(match => !isSilent[match.Start])]);
        var structure = FindHead(words, isSilent, matches);
        var families = RankFamilies(words, matches, structure);
        var head = families.Count > 0 ? families[0].Family : "";
        var hasWitness = families.Count > 0 && HasWitness(plain, words, matches, head);
        var knownShare = MeasureKnownShare(words, isSilent, matches);
        var limit = structure.IsForeign || !IsNamed(matches, head) ? ForeignAtMost : !hasWitness ? UnwitnessedAtMost
            : structure.IsSet ? SetAtMost : structure.IsOfUnknown || knownShare < LeastKnownShare ? HalfUnknownAtMost : 1;
        families = [.. families.Select(reading => TellChipFromDevice(
            reading with { Certainty = Math.Min(reading.Certainty, limit) }, words, Packages.NamesChip(plain)))];
        head = families.Count > 0 ? families[0].Family : "";
        return new TextReading(families, ListFacts(words, matches, head), structure.IsForeign, structure.IsSet, hasWitness, knownShare)
        {
            IsAboutThing = structure.IsForeign && words.Count > structure.At && Words.IsAboutThing(words[structure.At].Text),
        };
    }

    /// <summary>A device and its chip often bear one name; the package, the mains voltage or the bytes tell which is meant.</summary>
    private static FamilyReading TellChipFromDevice(FamilyReading reading, List<TextWord> words, bool isChip)
    {
        if (isChip)
        {
            return reading with { Family = Words.Chips.GetValueOrDefault(reading.Family, reading.Family) };
        }

        if (Words.OfBytes.TryGetValue(reading.Family, out var module) && words.Exists(word => Words.StatesBytes(word.Text)))
        {
            return reading with { Family = module };
        }

        return Lexicon.TakeKind(reading.Family) != "ic" || !words.Exists(word => Words.NamesDevice(word.Text)) ? reading
            : Words.Devices.TryGetValue(reading.Family, out var device) ? reading with { Family = device }
            : reading with { Certainty = Math.Min(reading.Certainty, ForeignAtMost) };
    }

    /// <summary>Words for what a named product is made of say nothing about another product.</summary>
    private static List<PhraseMatch> RemoveParts(List<PhraseMatch> matches)
    {
        var parts = matches.Where(match => match.Phrase.IsName).Select(match => Words.MadeOf.GetValueOrDefault(match.Phrase.Family!))
            .OfType<string>().ToArray();
        return parts.Length == 0 ? matches : [.. matches.Where(match => match.Phrase.Family is not { } family
            || !parts.Any(part => ValueReader.IsFamily(family, part)))];
    }

    /// <summary>Names of makers are no products: "Nippon Chemi-Con", "Diodes Inc.".</summary>
    private bool[] FindSilentWords(List<TextWord> words)
    {
        // Pieces of codes say nothing either: the "TR" of "MIC5504-2.5YM5-TR" is no transistor.
        var silent = new bool[words.Count];
        for (var at = 0; at < words.Count; at++)
        {
            silent[at] |= words[at].IsInCode;
            for (var length = makerAt(words, at); length > 0; length--)
            {
                silent[at + length - 1] = true;
            }
        }

        return silent;
    }

    private readonly record struct Head(int At, string? Kind, bool IsForeign, bool IsOfUnknown, bool IsSet);

    private Head FindHead(List<TextWord> words, bool[] isSilent, List<PhraseMatch> matches)
    {
        var isEnglish = Words.IsEnglish(words);
        var first = Enumerable.Range(0, words.Count).Where(at => IsContent(words, isSilent, at)).DefaultIfEmpty(-1).First();
        var isSet = first >= 0 && Words.IsSet(words[first].Text);
        if (isSet)
        {
            first = Enumerable.Range(first + 1, words.Count - first - 1)
                .Where(at => IsContent(words, isSilent, at) && !Words.IsGenitive(words[at].Text)).DefaultIfEmpty(-1).First();
        }

        if (first < 0)
        {
            return new Head(0, null, false, false, isSet);
        }

        var names = matches.Where(match => match.Phrase.Family is not null).ToList();
        var named = isEnglish ? FindLastOfFirstPhrase(words, names, first) : names.Where(match => match.Start == first).ToList();
        if (named.Count == 0)
        {
            return new Head(first, null, true, false, isSet);
        }

        var head = named.MaxBy(match => (match.Phrase.IsName, match.Phrase.Words.Length, match.Phrase.Weight));
        var isOfUnknown = !isEnglish && IsOfSomethingElse(words, isSilent, matches, head);
        var isSharedName = head.Phrase.Words.Length == 1 && Words.NeedsWitness(words[head.Start].Text);
        var isForeign = isEnglish ? IsCompounded(words, isSilent, matches, head.End) : isOfUnknown && isSharedName;
        return new Head(head.Start, Lexicon.TakeKind(head.Phrase.Family!), isForeign, isOfUnknown, isSet);
    }

    private bool IsContent(List<TextWord> words, bool[] isSilent, int at) =>
        !isSilent[at] && (!words[at].HasDigit || lexicon.IsName(words[at].Text))
        && (lexicon.BeginsPhrase(words[at].Text) || !Words.IsSilent(words[at].Text));

    /// <summary>English: the last name before a comma or "for" is the product, what stands before it describes it.</summary>
    private static List<PhraseMatch> FindLastOfFirstPhrase(List<TextWord> words, List<PhraseMatch> names, int first)
    {
        var end = Enumerable.Range(first, words.Count - first).Where(at => at > first
            && Words.OpensComplement(words[at].Text)).DefaultIfEmpty(words.Count).First();
        var candidates = names.Where(match => match.Start >= first && match.End <= end).ToList();
        var clause = candidates.Where(match => match.Phrase.IsName).Select(match => words[match.Start].Clause).DefaultIfEmpty(-1).Min();
        var inClause = candidates.Where(match => words[match.Start].Clause == clause).ToList();
        var last = inClause.Where(match => match.Phrase.IsName).Select(match => match.End).DefaultIfEmpty(-1).Max();
        return [.. inClause.Where(match => match.End == last)];
    }

    /// <summary>English: "relay cover", "switch plate".</summary>
    private bool IsCompounded(List<TextWord> words, bool[] isSilent, List<PhraseMatch> matches, int end) =>
        end < words.Count && words[end].Clause == words[end - 1].Clause && IsUnknown(words, isSilent, matches, end)
            && !Words.OpensComplement(words[end].Text);

    /// <summary>
    /// Portuguese: a shared name "de" something unknown, or an electrical one "de" a tool, is another thing: "fonte de água",
    /// "cabo de enxada".
    /// </summary>
    private bool IsOfSomethingElse(List<TextWord> words, bool[] isSilent, List<PhraseMatch> matches, PhraseMatch head) =>
        head.End + 1 < words.Count && Words.IsGenitive(words[head.End].Text)
            && (IsUnknown(words, isSilent, matches, head.End + 1)
                || (!ValueReader.IsMechanical(head.Phrase.Family!) && matches.Exists(match => match.Start == head.End + 1
                    && match.Phrase is { IsName: true, Family: { } family } && ValueReader.IsMechanical(family))));

    private bool IsUnknown(List<TextWord> words, bool[] isSilent, List<PhraseMatch> matches, int at) =>
        IsContent(words, isSilent, at) && !Words.IsSilent(words[at].Text) && !matches.Exists(match => match.Start <= at && at < match.End);

    private static List<FamilyReading> RankFamilies(List<TextWord> words, List<PhraseMatch> matches, Head head)
    {
        var own = new SortedDictionary<string, (double Weight, string Phrase)>(StringComparer.Ordinal);
        var complementFrom = Enumerable.Range(0, words.Count)
            .Where(at => at > head.At && Words.OpensComplement(words[at].Text)).DefaultIfEmpty(words.Count).First();
        foreach (var match in matches)
        {
            if (match.Phrase.Family is not { } family)
            {
                continue;
            }

            var role = head.Kind is null || Lexicon.TakeKind(family) == head.Kind ? 1 : match.Start >= complementFrom ? ComplementWeight
                : BesideWeight;
            var weight = (match.Phrase.Weight * role) + (match.Start == head.At ? HeadBonus : 0)
                + (match.Phrase.Words.Length > 1 ? LongNameBonus : 0);
            if (!own.TryGetValue(family, out var best) || weight > best.Weight)
            {
                own[family] = (weight, match.Phrase.Shown);
            }
        }

        return FamilyRanking.RankFamilies(own);
    }

    /// <summary>A second phrase, a longer name, a value in a unit of the kind, or a name that nothing else bears.</summary>
    private static bool HasWitness(string plain, List<TextWord> words, List<PhraseMatch> matches, string family)
    {
        var own = matches.Where(match => match.Phrase.Family is { } named && Lexicon.AreRelated(named, family)).ToList();
        return own.Exists(match => match.Phrase.Words.Length > 1 || (match.Phrase.IsName && !Words.NeedsWitness(words[match.Start].Text)))
            || own.Select(match => match.Start).Distinct().Count() > 1
            || ValueReader.IsWitnessed(plain, family);
    }

    /// <summary>"TRIFASICO 5CV" names no product, whatever goes with such words.</summary>
    private static bool IsNamed(List<PhraseMatch> matches, string family) =>
        matches.Exists(match => match.Phrase.IsName && Lexicon.AreRelated(match.Phrase.Family!, family));

    /// <summary>
    /// A material behind "para" or "com" is another thing's ("parafuso para alumínio"), but not behind a size ("C/ CAB M6X20 LATAO");
    /// no fastener is mounted on a board.
    /// </summary>
    private static List<Fact> ListFacts(List<TextWord> words, List<PhraseMatch> matches, string family)
    {
        var complementFrom = words.FindIndex(word => Words.OpensComplement(word.Text)) is > 0 and var at ? at : words.Count;
        return [.. matches.Where(match => match.Phrase.Key is not null
            && (match.Phrase.Kinds.Length == 0 || match.Phrase.Kinds.Contains(Lexicon.TakeKind(family)))
            && !(match.Phrase.Key == "material" && match.Start > complementFrom && !words[match.Start - 1].HasDigit)
            && !(match.Phrase.Key == "mounting" && ValueReader.IsMechanical(family)))
            .Select(match => new Fact(match.Phrase.Key!, match.Phrase.Value!, $"descrição: \"{match.Phrase.Shown}\""))];
    }

    private double MeasureKnownShare(List<TextWord> words, bool[] isSilent, List<PhraseMatch> matches)
    {
        var content = Enumerable.Range(0, words.Count).Where(at => IsContent(words, isSilent, at)).ToList();
        var unknown = content.Count(at => IsUnknown(words, isSilent, matches, at) && !Words.OpensComplement(words[at].Text)
            && !Words.IsGenitive(words[at].Text));
        return content.Count == 0 ? 1 : 1 - ((double)unknown / content.Count);
    }
}
