using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Documents.Numbers;

/// <summary>Numbers as documents of several countries print them.</summary>
internal static partial class NumberText
{
    private const int LongestNumber = 60;

    /// <summary>Larger numbers are codes made of digits, not amounts.</summary>
    private const decimal Largest = 1e15m;

    private static readonly HotPattern NumberPattern = new("""
        ^\s*([A-Z]{0,3}[$€£¥₹]\s*|{currencies}\s*|[A-Z]{3}\s+)?(?<s>[-(–−])?\s*([A-Z]{0,3}[$€£¥₹]\s*)?
        (?<n>\d[\d.,'’\ \u00A0]*?)\s*(?<after>[-–−](?=\s|$)|\)|CR\b)?\s*
        (%|[A-Za-z]{1,3}[$]?|[€£¥$]|(?i:{number_units}))?\.?
        (\s*(/|por|per|pro|je)\s*([\d.,]{1,6}\s*)?[A-Za-zÇçÜü]{0,6}\.?(\([a-z]\))?)?
        (\s*[A-Z]{2,3}/[A-Z]{1,5})?\s*$
        """);

    /// <summary>1.234,56 and 1,234.56 and 1 234,56; with a currency or a unit around it. Null where it is not a number.</summary>
    public static decimal? Parse(string? text)
    {
        if (text is null || text.Length > LongestNumber || !text.AsSpan().ContainsAnyInRange('0', '9')
            || NumberPattern.Match(text) is not { Success: true } match)
        {
            return null;
        }

        var digits = match.Groups["n"].Value;
        if (digits.AsSpan().TrimEnd().Contains(' ') && !SpacedPattern().IsMatch(digits))
        {
            return null; // The text holds two numbers.
        }

        var sign = match.Groups["s"].Success ? match.Groups["s"].Value : match.Groups["after"].Value;
        return ParseDigits(digits) is { } value ? (sign is "" or ")" ? value : -value) : null;
    }

    /// <summary>Digits with separators: the last separator is the decimal one, unless it groups thousands.</summary>
    public static decimal? ParseDigits(string text)
    {
        var digits = SpacePattern().Replace(text, "");
        int dot = digits.LastIndexOf('.'), comma = digits.LastIndexOf(',');
        char? point = null;
        if (dot >= 0 && comma >= 0)
        {
            point = dot > comma ? '.' : ',';
        }
        else if (dot >= 0 || comma >= 0)
        {
            var separator = dot >= 0 ? '.' : ',';
            var groups = digits.Split(separator);
            var thousands = IsGrouped(groups);
            point = thousands && !(groups.Length == 2 && NumberFormat.DecimalPoint == separator) ? null : separator;
            if (!thousands && groups.Length > 2)
            {
                return null; // 12.34.56 is not a number.
            }
        }

        var plain = point is null ? digits.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
            : digits.Replace(point is '.' ? "," : ".", "", StringComparison.Ordinal).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value < Largest ? value : null;
    }

    /// <summary>Groups of three digits, or as in India of two with three at the end: 1,00,000.</summary>
    private static bool IsGrouped(string[] groups) =>
        groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups[0] != "0" && groups[^1].Length == 3
        && (groups[1..^1].All(g => g.Length == 3) || (groups[0].Length <= 2 && groups[1..^1].All(g => g.Length == 2)));

    [GeneratedRegex(@"^\d{1,3}( \d{3})+([.,]\d+)?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex SpacedPattern();

    [GeneratedRegex(@"[ \u00A0'’]")]
    private static partial Regex SpacePattern();
}
