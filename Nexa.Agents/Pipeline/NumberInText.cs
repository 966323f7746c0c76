using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Part numbers that stand inside a description, where the client's own number is only an internal code.</summary>
internal sealed partial class NumberInText(PartNumberDecoder decoder)
{
    /// <summary>"100NF", "12VDC", "2X16", "10/100M", "4-20MA": numbers with units.</summary>
    private static readonly Regex NumberWithUnit = Expressions.ComposePattern(@"^(?>[0-9.,/X+-]+{units_in_codes}?)+\z");

    /// <summary>Characters. Chosen: shorter tokens are values, sizes and words.</summary>
    private const int Shortest = 5;

    /// <summary>Characters. Chosen: no part number of the schemes' examples is longer.</summary>
    private const int Longest = 40;

    /// <summary>Chosen: a description with more codes than this is a list, and each costs a decoding.</summary>
    private const int MostTokens = 12;

    /// <summary>Chosen: a number in a text takes the place of the client's own, so it must be nearly sure.</summary>
    private const double LeastCertainty = 0.8;

    /// <summary>Chosen: a name of two words reaches it.</summary>
    private const double SureOfText = 0.7;

    /// <summary>
    /// The one part number of the text; null where there is none, where two disagree, or where the text names another thing that only
    /// contains it ("suporte bateria CR2032").
    /// </summary>
    public (string Number, IReadOnlyList<Decoding> Decodings)? FindNumber(string plain, TextReading reading, MakerIdentity maker)
    {
        if (reading.HeadIsForeign)
        {
            return null;
        }

        var found = ListTokens(plain).Select(token => (Number: token, Decodings: DecodeToken(token, maker)))
            .Where(one => one.Decodings.Count > 0 && one.Decodings[0].Certainty >= LeastCertainty
                && SchemeTrust.IsPinnedDown(decoder, one.Decodings[0])).ToList();
        if (found.Count == 0 || found.Select(one => Lexicon.TakeKind(one.Decodings[0].Family)).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return null;
        }

        var best = found.MaxBy(one => one.Number.Length);
        if (reading.Families is [{ Certainty: >= SureOfText } named, ..]
            && Lexicon.TakeKind(named.Family) == Lexicon.TakeKind(best.Decodings[0].Family)
            && !Lexicon.AreRelated(named.Family, best.Decodings[0].Family))
        {
            return null;
        }

        return (best.Number, [.. best.Decodings.Select(one => one with { Facts = [.. one.Facts.Select(MarkAsText)] })]);
    }

    private IReadOnlyList<Decoding> DecodeToken(string token, MakerIdentity maker) =>
        SchemeTrust.WeighDecodings(decoder, decoder.Decode(token, maker.Known?.Name), maker.Stated is not null, maker.Known);

    private static Fact MarkAsText(Fact fact) =>
        fact with { Source = fact.Source.Replace("part number", "part number da descrição", StringComparison.Ordinal) };

    private static IEnumerable<string> ListTokens(string plain) =>
        Token().Matches(plain).Select(match => match.Value.Trim('.', ',', '-', '/'))
        .Where(token => token.Length is >= Shortest and <= Longest && token.Any(char.IsAsciiDigit) && token.Any(char.IsAsciiLetter)
            && !NumberWithUnit.IsMatch(token))
        .Distinct(StringComparer.Ordinal).Take(MostTokens);

    [GeneratedRegex(@"[A-Z0-9][A-Z0-9.,/+#-]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
