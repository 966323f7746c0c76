using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// Part numbers that were read off paper with letters for digits: "RCO603FR-O7IOKL" is RC0603FR-0710KL. What such a number was meant to be
/// is only asked, never declared.
/// </summary>
internal static class MisreadNumber
{
    /// <summary>Chosen: a number of more such letters is no part number.</summary>
    private const int MostLetters = 6;

    /// <summary>The number that was probably meant; null where nothing speaks for a misreading.</summary>
    public static string? FindIntended(PartNumberDecoder decoder, string written, IReadOnlyList<Decoding> own, string? maker)
    {
        var text = written.ToUpperInvariant();
        var letters = Enumerable.Range(0, text.Length).Where(at => IsLikeDigit(text[at]) && (IsNumeric(text, at - 1) || IsNumeric(text, at + 1)))
            .ToArray();
        if (letters.Length is 0 or > MostLetters)
        {
            return null;
        }

        var enclosed = letters.Where(at => IsNumeric(text, at - 1) && IsNumeric(text, at + 1)).ToArray();
        return ListTries(letters, enclosed).Select(places => (Places: places, Number: Correct(text, places)))
            .FirstOrDefault(one => IsMeant(decoder, one.Number, own, maker, one.Places.All(enclosed.Contains))).Number;
    }

    /// <summary>All of the letters, those between digits, and each alone.</summary>
    private static IEnumerable<int[]> ListTries(int[] letters, int[] enclosed)
    {
        yield return letters;
        if (enclosed.Length > 0 && enclosed.Length < letters.Length)
        {
            yield return enclosed;
        }

        foreach (var letter in letters.Length > 1 ? letters : [])
        {
            yield return [letter];
        }
    }

    /// <summary>
    /// A scheme reads the corrected number, and none the written one, or none as surely. Where one scheme reads both, the letter must stand
    /// between digits: at their end it is a grade ("TL072IDR").
    /// </summary>
    private static bool IsMeant(PartNumberDecoder decoder, string number, IReadOnlyList<Decoding> own, string? maker, bool areEnclosed)
    {
        var read = decoder.Decode(number, maker);
        return read.Count > 0 && SchemeTrust.IsPinnedDown(decoder, read[0])
            && (own.Count == 0 || read[0].Certainty > own[0].Certainty || (read[0].Scheme == own[0].Scheme
                ? areEnclosed && read[0].Certainty == own[0].Certainty
                : decoder.IsGeneric(own[0].Scheme) && !decoder.IsGeneric(read[0].Scheme)));
    }

    private static string Correct(string text, int[] places)
    {
        var number = text.ToCharArray();
        foreach (var at in places)
        {
            number[at] = number[at] switch { 'O' or 'Q' => '0', _ => '1' };
        }

        return new string(number);
    }

    private static bool IsLikeDigit(char c) => c is 'O' or 'Q' or 'I';

    private static bool IsNumeric(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsAsciiDigit(text[at]) || IsLikeDigit(text[at]));
}
