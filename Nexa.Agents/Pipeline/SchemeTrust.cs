using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// How much a reading of a bare part number may be believed. A scheme that says "two letters and anything" matches strings that were
/// never parts;
/// so where nobody names the manufacturer, each character is changed in turn to see how much of the part number the scheme really pins
/// down.
/// </summary>
internal static class SchemeTrust
{
    /// <summary>Chosen: with hundreds of schemes, fewer would let one random string in a few hundred pass for a part.</summary>
    private const double BitsWanted = 18;

    /// <summary>Chosen: below <see cref="Confidence.High"/>, as a random string may pass.</summary>
    private const double LooseAtMost = 0.80;

    /// <summary>Chosen: what a maker that the table does not have leaves of the scheme's certainty.</summary>
    private const double ForeignMaker = 0.6;

    /// <summary>Chosen: what a maker of other products leaves of a generic number's certainty.</summary>
    private const double ForeignLine = 0.75;

    /// <summary>Bits of a digit (log2 10) and a letter (log2 26) that may be no other one.</summary>
    private const double DigitBits = 3.3;
    private const double LetterBits = 4.7;

    /// <summary>Bits where it may be any other digit (log2 36/10) or letter (log2 36/26).</summary>
    private const double AnyDigitBits = 1.9;
    private const double AnyLetterBits = 0.5;

    public static IReadOnlyList<Decoding> WeighDecodings(PartNumberDecoder decoder, IReadOnlyList<Decoding> decodings, bool makerStated,
        Manufacturer? maker)
    {
        if (decodings.Count == 0)
        {
            return decodings;
        }

        if (makerStated && maker is null)
        {
            // A name that the table does not have is not the name of the scheme's manufacturer.
            decodings = [.. decodings.Select(decoding => decoding.ManufacturerId is null ? decoding
                : decoding with { Certainty = decoding.Certainty * ForeignMaker })];
        }

        // Numbers that many makers use say little under the name of a maker that is not known for such products.
        var lines = maker is null ? null : decoder.ListFamilies(maker.Id);
        bool InLine(Decoding decoding) => lines is { Count: > 0 } && lines.Contains(Lexicon.TakeKind(decoding.Family));
        if (lines is { Count: > 0 })
        {
            decodings = [.. decodings.Select(decoding => !decoder.IsGeneric(decoding.Scheme) || InLine(decoding) ? decoding
                : decoding with { Certainty = decoding.Certainty * ForeignLine })
                .OrderByDescending(decoding => decoding.Certainty)];
        }

        var best = decodings[0];
        var confirmed = maker is not null && best.ManufacturerId == maker.Id && (!decoder.IsGeneric(best.Scheme) || InLine(best));
        return confirmed || best.Certainty <= LooseAtMost || IsPinnedDown(decoder, best)
            ? decodings
            : [.. decodings.Select(decoding => decoding with { Certainty = Math.Min(decoding.Certainty, LooseAtMost) })];
    }

    /// <summary>Whether the scheme fixes so much of this part number that no random string would pass.</summary>
    public static bool IsPinnedDown(PartNumberDecoder decoder, Decoding decoding) =>
        CountBits(decoder, decoding.PartNumber, decoding.Scheme) >= BitsWanted;

    private static double CountBits(PartNumberDecoder decoder, string partNumber, string scheme)
    {
        var bits = 0.0;
        var text = partNumber.ToCharArray();
        for (var i = 0; i < text.Length && bits < BitsWanted; i++)
        {
            var original = text[i];
            if (!char.IsAsciiLetterOrDigit(original))
            {
                continue;
            }

            var isDigit = char.IsAsciiDigit(original);
            text[i] = isDigit ? (char)('0' + ((original - '0' + 3) % 10))
                : (char)('A' + ((char.ToUpperInvariant(original) - 'A' + 7) % 26));
            if (!CanRead(decoder, text, scheme))
            {
                bits += isDigit ? DigitBits : LetterBits;
            }
            else
            {
                text[i] = isDigit ? 'Q' : '7';
                bits += CanRead(decoder, text, scheme) ? 0 : isDigit ? AnyDigitBits : AnyLetterBits;
            }

            text[i] = original;
        }

        return bits;
    }

    private static bool CanRead(PartNumberDecoder decoder, char[] text, string scheme) =>
        decoder.CanRead(new string(text), scheme);
}
