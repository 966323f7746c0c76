using System.Globalization;

namespace Nexa.Agents.Pipeline;

/// <summary>Reads "4.7 kΩ", "16 MHz", "0.25": the number in base units.</summary>
internal static class Quantity
{
    public static double? Parse(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+' or 'E' or 'e'))
        {
            // "5 E…" would be a unit, "5e-6" an exponent.
            if (text[end] is 'E' or 'e' && !(end + 1 < text.Length && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] is '-' or '+')))
            {
                break;
            }

            end++;
        }

        if (!double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var unit = text.AsSpan(end).Trim();
        return unit.Length < 2 ? number : number * ReadPrefix(unit[0]);
    }

    private static double ReadPrefix(char first) => first switch
    {
        'p' => 1e-12,
        'n' => 1e-9,
        'µ' or 'μ' or 'u' => 1e-6,
        'm' => 1e-3,
        'k' or 'K' => 1e3,
        'M' => 1e6,
        'G' => 1e9,
        _ => 1,
    };
}
