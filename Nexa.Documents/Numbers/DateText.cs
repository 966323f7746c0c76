using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Documents.Numbers;

/// <summary>Dates as documents of several countries print them.</summary>
internal static partial class DateText
{
    public static DateOnly? Parse(string text, bool monthFirst = false)
    {
        if (IsoPattern().Match(text) is { Success: true } iso)
        {
            return ToDay(iso.Groups[1].Value, iso.Groups[2].Value, iso.Groups[3].Value);
        }

        if (NumericPattern().Match(text) is { Success: true } numeric)
        {
            var (a, b, year) = (numeric.Groups[1].Value, numeric.Groups[2].Value, ToFullYear(numeric.Groups[3].Value));
            return monthFirst && !numeric.Value.Contains('.', StringComparison.Ordinal) ? ToDay(year, a, b) ?? ToDay(year, b, a)
                : ToDay(year, b, a) ?? ToDay(year, a, b);
        }

        return NamedPattern().Match(text) is { Success: true } named && FindMonth(named.Groups["m"].Value) is { } month
            ? ToDay(ToFullYear(named.Groups["y"].Value), month, named.Groups["d"].Value) : null;
    }

    /// <summary>The whole cell is a date, such as a spreadsheet makes of 1-3 or MAR1.</summary>
    public static bool IsDate(string text) => text.Length <= 20 && WholePattern().IsMatch(text.Trim()) && Parse(text) is not null;

    private static string ToFullYear(string year) => year.Length == 2 ? "20" + year : year;

    private static DateOnly? ToDay(string year, string month, string day) =>
        DateOnly.TryParseExact($"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture,
        DateTimeStyles.None, out var date)
        && date.Year is > 1980 and < 2100 ? date : null;

    private static string? FindMonth(string name) => name.ToUpperInvariant() is not { Length: >= 3 } upper ? null : upper[..3] switch
    {
        "JAN" or "ENE" => "01",
        "FEB" or "FEV" or "FÉV" => "02",
        "MAR" or "MÄR" or "MAA" or "MRT" => "03",
        "APR" or "ABR" or "AVR" => "04",
        "MAY" or "MAI" or "MEI" or "MAG" => "05",
        "JUN" => "06",
        "JUL" => "07",
        "AUG" or "AGO" or "AOÛ" => "08",
        "SEP" or "SET" => "09",
        "OCT" or "OUT" or "OKT" => "10",
        "NOV" => "11",
        "DEC" or "DEZ" or "DIC" or "DÉC" => "12",
        _ => null,
    };

    [GeneratedRegex(@"(?:^|[^\d])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[^\d]|$)")]
    private static partial Regex IsoPattern();

    [GeneratedRegex(@"(?:^|[^\d./-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[^\d]|$)")]
    private static partial Regex NumericPattern();

    [GeneratedRegex(
        @"(?:(?<d>\d{1,2})(?:st|nd|rd|th|º)?[\s./-]*(?:de\s+)?(?<m>[A-Za-zçäéû]{3,9})\.?"
        + @"|(?<m>[A-Za-zç]{3,9})\.?\s+(?<d>\d{1,2})(?:st|nd|rd|th)?)"
        + @"[\s,./-]+(?:de\s+)?(?<y>(19|20)\d{2}|\d{2}(?!\d))", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedPattern();

    [GeneratedRegex(
        @"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
        + @"|\d{1,2}[\s./-]+\p{L}{3,9}\.?[\s./-]+(\d{4}|\d{2}))(\s+00:00(:00)?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex WholePattern();
}
