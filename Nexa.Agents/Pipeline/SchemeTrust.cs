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
    private const double BitsWanted = 18;   // with hundreds of schemes, fewer would let one random string in a few hundred pass for a part
    private const double LooseAtMost = 0.80;
    private const double ForeignMaker = 0.6;
    private const double ForeignLine = 0.75;

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
                bits += isDigit ? 3.3 : 4.7;
            }
            else
            {
                text[i] = isDigit ? 'Q' : '7';
                bits += CanRead(decoder, text, scheme) ? 0 : isDigit ? 1.9 : 0.5;
            }

            text[i] = original;
        }

        return bits;
    }

    private static bool CanRead(PartNumberDecoder decoder, char[] text, string scheme) =>
        decoder.CanRead(new string(text), scheme);
}
