using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>The first step: what the part number, the text and the maker's name say about a product.</summary>
internal sealed class ProductReader
{
    /// <summary>Characters. Chosen: what stands behind is conditions and packing, and a match stays cheap.</summary>
    private const int LongestText = 600;

    /// <summary>Chosen: a name inside a part number ("RELE-12V") says less than one in a description.</summary>
    private const double NameInNumber = 0.75;

    /// <summary>Chosen: a name that stands in the place of the part number is a description, written in the wrong column.</summary>
    private const double NameForNumber = 0.82;

    /// <summary>Letters. Chosen: shorter words between blanks are the series of a part number ("BC 547", "LM 358").</summary>
    private const int ShortestProse = 4;

    /// <summary>Chosen: below this the scheme's manufacturer is not named in the answer.</summary>
    private const double SureOfMaker = 0.8;

    /// <summary>
    /// Below this probability by the gate (bench -- train-gate) a text is of another trade. Measured: nine in ten made-up texts of other
    /// trades lie below it, and none of the labelled ones that were right.
    /// </summary>
    private const double SurelyForeign = 0.1;

    /// <summary>
    /// Below this the gate is not sure that the text is of a known trade, and the answer is not of the high band. Chosen: its middle.
    /// </summary>
    private const double PerhapsForeign = 0.5;

    /// <summary>Chosen: a decoded number stays in the low band then.</summary>
    private const double TextNamesAnotherThing = 0.5;

    /// <summary>Chosen: a number and a text of two kinds contradict each other where neither wins clearly.</summary>
    private const double ClearWinner = 0.8;

    private readonly PartNumberDecoder decoder = PartNumberDecoder.Load();
    private readonly ManufacturerTable manufacturers = ManufacturerTable.Load();
    private readonly MakerHints hints = MakerHints.Load();
    private readonly Lexicon lexicon = Lexicon.Load();
    private readonly DomainGate gate = DomainGate.Load();
    private readonly NounPhraseReader phrases;
    private readonly NumberInText numbersInText;

    private ProductReader()
    {
        phrases = new NounPhraseReader(lexicon, (words, at) => MakerIdentity.MeasureNameAt(words, at, manufacturers, lexicon));
        numbersInText = new NumberInText(decoder);
    }

    public static ProductReader Load() => new();

    public Understanding ReadProduct(Product product)
    {
        var number = WrittenNumber.RemoveLabel(CleanText(product.PartNumber));
        var text = string.IsNullOrWhiteSpace(product.Description) ? null : TextWords.ToPlain(CutText(product.Description));
        var words = TextWords.SplitWords(text ?? "");
        var stated = string.IsNullOrWhiteSpace(product.Manufacturer) ? null : CleanText(product.Manufacturer);
        var maker = MakerIdentity.IdentifyMaker(stated, words, manufacturers, lexicon);
        var reading = text is null ? TextReading.Nothing : phrases.ReadPhrase(text);
        var (decodings, declared) = DecodeNumber(RemoveMaker(number, stated), text, reading, maker);
        var intended = MisreadNumber.FindIntended(decoder, number, decoder.Decode(number, maker.Known?.Name), maker.Known?.Name);
        var source = FindSource(decodings, reading);
        var gated = text is not null && source is KnowledgeSource.Text or KnowledgeSource.Words ? gate.RateProbability(text!) : 1;
        if (decodings.Count > 0 && reading.HeadIsForeign)
        {
            reading = reading with { Families = [.. reading.Families.Where(one =>
                Lexicon.TakeKind(one.Family) == Lexicon.TakeKind(decodings[0].Family))] };
        }

        if (decodings.Count == 0 && reading.Families.Count == 0)
        {
            reading = ReadNumberAsText(number, text, maker);
        }

        var plainNumber = TextWords.ToPlain(number);
        var values = text ?? (plainNumber.Contains(' ', StringComparison.Ordinal) ? plainNumber : "");
        var hypotheses = FamilyChoice.WeighFamilies(decodings, reading.Families, reading.Facts,
            family => ValueReader.ReadValues(values,
                family).Concat(ValueReader.ReadFrequency(decodings.Count > 0 ? TextWords.ToPlain(decodings[0].PartNumber) : plainNumber,
                family)));
        var decodedMaker = decodings.Count > 0 && decodings[0].Certainty >= SureOfMaker && decodings[0].ManufacturerId is { } id
            ? manufacturers.FindById(id) : null;
        return new Understanding(
            number,
            maker.Stated ?? decodedMaker?.Name,
            maker.Stated is null ? decodedMaker : maker.Known,
            maker.Stated is not null ? maker.Source : decodedMaker is not null ? $"part number, esquema {decodings[0].Scheme}" : null,
            hypotheses,
            [])
        {
            DeclaredNumber = intended is not null ? null : text is null ? number : declared,
            IntendedNumber = intended,
            Source = source,
            Reading = reading,
            PlainText = text ?? (values.Length > 0 ? values : null),
            IsSellerStated = maker.IsSeller,
            IsOrderCode = decodings.Count == 0 && WrittenNumber.IsOrderCode(number),
            LooksForeign = gated < SurelyForeign || reading.IsAboutThing,
            MayBeForeign = gated < PerhapsForeign,
            IsContradicted = decodings.Count > 0 && reading.Families.Count > 0 && hypotheses[0].Probability < ClearWinner
                && Lexicon.TakeKind(decodings[0].Family) != Lexicon.TakeKind(reading.Families[0].Family),
        };
    }

    /// <summary>The client's own number where a scheme reads it, else a part number inside the text.</summary>
    private (IReadOnlyList<Decoding> Decodings, string? Number) DecodeNumber(string number, string? text, TextReading reading,
        MakerIdentity maker)
    {
        var name = maker.Known?.Name ?? maker.Stated;
        var own = SchemeTrust.WeighDecodings(decoder, decoder.Decode(number, name), maker.Stated is not null, maker.Known);
        if (text is null)
        {
            return IsPhrase(number) && !own.Any(one => SchemeTrust.IsPinnedDown(decoder, one))
                ? DecodePhrase(number, maker) : (own, number);
        }

        if (own.Count > 0 && !IsInternalCode(number, own[0], reading, maker))
        {
            var isConfirmed = maker.Known is not null && own[0].ManufacturerId == maker.Known.Id;
            return (reading.HeadIsForeign && !isConfirmed
                ? [.. own.Select(one => one with { Certainty = one.Certainty * TextNamesAnotherThing })] : own, number);
        }

        return numbersInText.FindNumber(text, reading, maker) is { } found ? ([.. found.Decodings], found.Number) : ([], null);
    }

    /// <summary>"LEITE EM PO 200G" in the place of the number: its words are not drawn together into one.</summary>
    private (IReadOnlyList<Decoding> Decodings, string? Number) DecodePhrase(string phrase, MakerIdentity maker)
    {
        var plain = TextWords.ToPlain(phrase);
        return (numbersInText.FindNumber(plain, phrases.ReadPhrase(plain), maker)?.Decodings ?? [], phrase);
    }

    private static bool IsPhrase(string number) => number.Contains(' ', StringComparison.Ordinal)
        && number.Split(' ').Any(word => word.Length >= ShortestProse && word.All(char.IsLetter));

    /// <summary>
    /// Where there is a text, a number that no scheme pins down is the client's own code, unless the maker or the text agrees with the
    /// reading.
    /// </summary>
    private bool IsInternalCode(string number, Decoding best, TextReading reading, MakerIdentity maker)
    {
        if (maker.Known is not null && best.ManufacturerId == maker.Known.Id)
        {
            return false;
        }

        var isPlain = !number.Any(char.IsAsciiDigit) || !number.Any(char.IsAsciiLetter);
        var agrees = !reading.HeadIsForeign && reading.Families.Any(one => Lexicon.TakeKind(one.Family) == Lexicon.TakeKind(best.Family));
        return isPlain ? !agrees || best.ManufacturerId is not null : !agrees && !SchemeTrust.IsPinnedDown(decoder, best);
    }

    private static KnowledgeSource FindSource(IReadOnlyList<Decoding> decodings, TextReading reading) =>
        (decodings.Count, reading.Families.Count) switch
    {
        (0, 0) => KnowledgeSource.Words,
        (0, _) => KnowledgeSource.Text,
        _ => reading.Families.Count > 0 && !reading.HeadIsForeign
            && Lexicon.TakeKind(reading.Families[0].Family) == Lexicon.TakeKind(decodings[0].Family)
            ? KnowledgeSource.NumberAndText
            : KnowledgeSource.Number,
    };

    /// <summary>"ESMT M12L64164A" of ESMT is the part number M12L64164A.</summary>
    private static string RemoveMaker(string partNumber, string? stated)
    {
        var blank = partNumber.IndexOf(' ', StringComparison.Ordinal);
        return blank > 1 && stated is not null && stated.Split(' ').Contains(partNumber[..blank], StringComparer.OrdinalIgnoreCase)
            ? partNumber[(blank + 1)..]
            : partNumber;
    }

    /// <summary>
    /// Some write the product's name where the part number belongs, and some part numbers are names: RG58, CR2032. Neither is proof.
    /// </summary>
    private TextReading ReadNumberAsText(string partNumber, string? text, MakerIdentity maker)
    {
        var plain = TextWords.ToPlain(partNumber);
        var isName = text is null && plain.Contains(' ', StringComparison.Ordinal);
        var names = isName ? plain : string.Join(' ', TextWords.ListWords(plain).Where(LooksLikeName));
        var reading = text is null ? phrases.ReadPhrase(names) : TextReading.Nothing;
        var trust = isName ? NameForNumber : NameInNumber;
        FamilyReading[] families = [.. reading.Families.Select(family => family with
        {
            Certainty = family.Certainty * trust,
            Phrase = family.Phrase.Replace("descrição", "part number", StringComparison.Ordinal),
        })];
        return families.Length > 0 ? reading with { Families = families, Facts = isName ? reading.Facts : [] }
            : hints.FindHint(maker.Known) is { } hint ? TextReading.Nothing with { Families = [hint] }
            : reading with { Facts = [] };
    }

    private static bool LooksLikeName(string word) => word.Length >= 5
        || (word.Length == 4 && char.IsAsciiLetter(word[0]) && word.Any(char.IsAsciiDigit));

    /// <summary>Control characters and runs of blanks go; what is left is data, whatever it says.</summary>
    private static string CleanText(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return string.Join(' ', CutText(clean).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string CutText(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
