using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Web.Results;

/// <summary>The characters of a part number that an evidence names.</summary>
internal static partial class EvidenceSpan
{
    /// <summary>First and last, from 1; null where the source speaks of something else.</summary>
    /// <param name="source">Such as "part number, posições 4-5".</param>
    /// <param name="partNumber">As it was asked.</param>
    public static (int First, int Last)? Find(string? source, string partNumber)
    {
        if (source is null)
        {
            return null;
        }

        if (source.Contains("número inteiro", StringComparison.Ordinal))
        {
            return (1, partNumber.Length);
        }

        var match = Positions().Match(source);
        if (!match.Success)
        {
            return null;
        }

        var first = Parse(match.Groups["first"]);
        var last = match.Groups["last"].Success ? Parse(match.Groups["last"]) : first;
        return first >= 1 && first <= last && last <= partNumber.Length ? (first, last) : null;
    }

    private static int Parse(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"posiç(ão|ões) (?<first>\d{1,3})([-–](?<last>\d{1,3}))?", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Positions();
}
