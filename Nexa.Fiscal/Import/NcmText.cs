using System.Net;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Import;

/// <summary>The text of a node without what belongs to its printing: leading dashes, HTML, line ends.</summary>
internal static partial class NcmText
{
    private const string Superscript = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const string Subscript = "₀₁₂₃₄₅₆₇₈₉";

    public static string CleanText(string text)
    {
        text = Superscripts().Replace(text, match => ShiftDigits(match.Groups["inner"].Value, Superscript));
        text = Subscripts().Replace(text, match => ShiftDigits(match.Groups["inner"].Value, Subscript));
        text = WebUtility.HtmlDecode(Tags().Replace(text, ""));
        return Blanks().Replace(text, " ").TrimStart('-', '–', ' ').TrimEnd(' ', ':');
    }

    private static string ShiftDigits(string inner, string digits) => string.Concat(Tags().Replace(inner, "").Select(c => c switch
    {
        >= '0' and <= '9' => digits[c - '0'],
        'o' when ReferenceEquals(digits, Superscript) => 'º',
        _ => c,
    }));

    [GeneratedRegex(@"<sup>(?<inner>.*?)</sup>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Superscripts();

    [GeneratedRegex(@"<sub>(?<inner>.*?)</sub>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subscripts();

    // A tag begins with a letter or a slash: "< 5 kg" is text.
    [GeneratedRegex(@"</?[a-z][^<>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
