using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Documents.Numbers;

/// <summary>Quantities, which are also written as 5K, 4 kpcs, 2x3000 and 12 (twelve).</summary>
internal static partial class QuantityText
{
    private static readonly Regex ThousandsPattern = WordLists.ComposePattern(@"^\s*(?<n>\d[\d.,]*)\s*{thousands}\s*$");

    public static decimal? Parse(string? text)
    {
        if (text is null || text.Length > 60)
        {
            return null;
        }

        var plain = AsidePattern().Replace(text, "");
        return ThousandsPattern.Match(plain) is { Success: true } thousands ? NumberText.ParseDigits(thousands.Groups["n"].Value) * 1000
            : TimesPattern().Match(plain) is { Success: true } times
            ? NumberText.ParseDigits(times.Groups["a"].Value) * NumberText.ParseDigits(times.Groups["b"].Value)
            : PowerPattern().IsMatch(plain)
            && decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var power) ? power
            : NumberText.Parse(plain);
    }

    [GeneratedRegex(@"\s*\([^()\d][^()]*\)\s*$")]
    private static partial Regex AsidePattern();

    [GeneratedRegex(@"^\s*(?<a>\d{1,6})\s*[xX×*]\s*(?<b>\d{1,7})\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex TimesPattern();

    [GeneratedRegex(@"^\s*\d{1,3}[eE][1-6]\s*$")]
    private static partial Regex PowerPattern();
}
