using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Documents;

/// <summary>Numbers, currencies and dates as documents of several countries print them.</summary>
internal static partial class Money
{
    /// <summary>The decimal separator of the document that this thread reads, where its other numbers tell; it decides what 1.500 is.</summary>
    [ThreadStatic]
    private static char learned;

    /// <summary>Learns from numbers that can be read in one way only.</summary>
    public static void Learn(IEnumerable<string> words)
    {
        learned = '\0';
        var (commas, dots) = (0, 0);
        foreach (var word in words)
        {
            if (word.Length is >= 4 and <= 24 && UnambiguousPattern().Match(word) is { Success: true } match)
            {
                commas += match.Groups["c"].Success ? 1 : 0;
                dots += match.Groups["d"].Success ? 1 : 0;
            }
        }

        learned = commas > dots * 2 ? ',' : dots > commas * 2 ? '.' : '\0';
    }

    /// <summary>1.234,56 and 1,234.56 and 1 234,56; with a currency or a unit around it. Null where it is not a number.</summary>
    public static decimal? Parse(string? text)
    {
        if (text is null || text.Length > 60 || !text.AsSpan().ContainsAnyInRange('0', '9') || NumberPattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var digits = match.Groups["n"].Value;
        return digits.AsSpan().TrimEnd().Contains(' ') && !SpacedPattern().IsMatch(digits) ? null // two numbers
            : Plain(digits.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal))
            is { } value ? (match.Groups["s"].Value is "-" or "(" ? -value : value) : null;
    }

    /// <summary>Digits with separators: the last separator is the decimal one, unless it groups thousands.</summary>
    private static decimal? Plain(string digits)
    {
        int dot = digits.LastIndexOf('.'), comma = digits.LastIndexOf(',');
        char? point = null; // of this number
        if (dot >= 0 && comma >= 0)
        {
            point = dot > comma ? '.' : ',';
        }
        else if (dot >= 0 || comma >= 0)
        {
            var separator = dot >= 0 ? '.' : ',';
            var groups = digits.Split(separator);
            var thousands = groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && groups[0] != "0" && groups[1..].All(g => g.Length == 3);
            point = thousands && !(groups.Length == 2 && learned == separator) ? null : separator;
            if (!thousands && groups.Length > 2)
            {
                return null; // 12.34.56 is no number
            }
        }

        var plain = point is null ? digits.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
            : digits.Replace(point is '.' ? "," : ".", "", StringComparison.Ordinal).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1e15m ? value : null;
    }

    public static string? CurrencyOf(string text) => text.Trim().TrimEnd('.', ':', ',').ToUpperInvariant() switch
    {
        "R$" or "BRL" or "REAIS" or "REAL" => "BRL",
        "US$" or "USD" or "U$" or "U$D" or "DOLAR" or "DÓLAR" or "DOLLAR" or "DOLLARS" or "USD$" or "US" or "U$S" => "USD",
        "€" or "EUR" or "EURO" or "EUROS" => "EUR",
        "£" or "GBP" => "GBP",
        "¥" or "JPY" => "JPY",
        "CNY" or "RMB" => "CNY",
        "$" => "$",
        "MXN" or "ARS" or "CLP" or "COP" or "PEN" or "UYU" or "CHF" or "INR" or "KWD" or "CAD" or "AUD" or "HKD" or "TWD" or "KRW" or "SGD" or "GHS" => text.Trim().TrimEnd('.', ':', ',').ToUpperInvariant(),
        _ => null,
    };

    /// <summary>The currency that stands at or in a price, such as "US$ 1,20" or "1.20 EUR".</summary>
    public static string? CurrencyIn(string? text) =>
        text is null ? null : CurrencyPattern().Match(text) is { Success: true } match ? CurrencyOf(match.Value) : null;

    /// <summary>The same in running text, where three letters may be a word ("CLP" is a programmable controller): they count beside a number, in brackets or alone.</summary>
    public static string? CurrencyAmong(string text) => AmongPattern().Match(text) is { Success: true } match ? CurrencyOf(match.Groups["c"].Value) : null;

    public static DateOnly? Date(string text, bool monthFirst = false)
    {
        if (IsoPattern().Match(text) is { Success: true } iso)
        {
            return Day(iso.Groups[1].Value, iso.Groups[2].Value, iso.Groups[3].Value);
        }

        if (NumericDatePattern().Match(text) is { Success: true } numeric)
        {
            var (a, b, year) = (numeric.Groups[1].Value, numeric.Groups[2].Value, numeric.Groups[3].Value);
            year = year.Length == 2 ? "20" + year : year;
            return monthFirst ? Day(year, a, b) ?? Day(year, b, a) : Day(year, b, a) ?? Day(year, a, b);
        }

        if (NamedDatePattern().Match(text) is { Success: true } named)
        {
            var month = MonthOf(named.Groups["m"].Value);
            return month is null ? null : Day(named.Groups["y"].Value is { Length: 2 } y ? "20" + y : named.Groups["y"].Value, month, named.Groups["d"].Value);
        }

        return null;
    }

    private static DateOnly? Day(string year, string month, string day) =>
        DateOnly.TryParseExact($"{year}-{month.PadLeft(2, '0')}-{day.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1980 and < 2100 ? date : null;

    private static string? MonthOf(string name) => name.ToUpperInvariant() is { Length: >= 3 } upper ? upper[..3] switch
    {
        "JAN" or "ENE" => "01", "FEB" or "FEV" => "02", "MAR" or "MÄR" or "MAA" or "MRT" => "03", "APR" or "ABR" => "04", "MAY" or "MAI" or "MEI" or "MAG" => "05", "JUN" => "06",
        "JUL" => "07", "AUG" or "AGO" => "08", "SEP" or "SET" => "09", "OCT" or "OUT" or "OKT" => "10", "NOV" => "11", "DEC" or "DEZ" or "DIC" => "12", _ => null,
    } : null;

    [GeneratedRegex(@"^\s*(?:[A-Z]{0,3}[$€£¥]\s*|[A-Z]{3}\s+)?(?<s>[-(])?\s*(?:[A-Z]{0,3}[$€£¥]\s*)?(?<n>\d[\d.,' \u00A0]*?)\)?\s*(?:%|[A-Za-z]{1,3}[$]?|[€£¥$]|[Uu]nits?|[Pp][CcÇç][Ss]?|[Pp]e[cç]as?|PE[CÇ](AS)?|[Pp]iezas?|[Uu]nid(ades)?|UNID|STK|Stk|Stück|[Ee]ach)?\.?(?:\s*(?:/|por|per|pro|je)\s*(?:1\s*)?[A-Za-z0-9ÇçÜü]{1,6}\.?)?(?:\s*[A-Z]{2,3}/[A-Z]{1,5})?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^\d{1,3}( \d{3})+([.,]\d+)?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex SpacedPattern();

    [GeneratedRegex(@"^[^\d]{0,4}(\d{1,3}(\.\d{3})*(?<c>,(\d{1,2}|\d{4,6}))|\d{1,3}(\.\d{3})+(?<c>,\d{2,6})|\d{1,3}(,\d{3})*(?<d>\.(\d{1,2}|\d{4,6}))|\d{1,3}(,\d{3})+(?<d>\.\d{2,6})|0(?<d>\.\d{3})|0(?<c>,\d{3}))[^\d]{0,4}$", RegexOptions.ExplicitCapture)]
    private static partial Regex UnambiguousPattern();

    [GeneratedRegex(@"R\$|US\$|U\$S?|€|£|¥|\b(?:USD|BRL|EUR|GBP|JPY|CNY|RMB|MXN|ARS|CLP|COP|PEN|UYU|CHF|INR|KWD|CAD|AUD|HKD|GHS)\b|\$")]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex(@"(?<c>R\$|US\$|U\$S?|€|£|¥|\$)|(?<![\w.,/-])\d[\d.,]*[.,]\d+\s?(?<c>USD|BRL|EUR|GBP|JPY|CNY|RMB|MXN|ARS|CLP|COP|PEN|UYU|CHF|INR|KWD|CAD|AUD|HKD|GHS)\b|\b(?<c>USD|BRL|EUR|GBP|JPY|CNY|RMB|MXN|ARS|CLP|COP|PEN|UYU|CHF|INR|KWD|CAD|AUD|HKD|GHS)\s?\d[\d.,]*(?![\w/-])|(\(|:\s*|^)(?<c>USD|BRL|EUR|GBP|JPY|CNY|RMB|MXN|ARS|CLP|COP|PEN|UYU|CHF|INR|KWD|CAD|AUD|HKD|GHS)(\)|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex AmongPattern();

    [GeneratedRegex(@"(?:^|[^\d])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[^\d]|$)")]
    private static partial Regex IsoPattern();

    [GeneratedRegex(@"(?:^|[^\d./-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[^\d]|$)")]
    private static partial Regex NumericDatePattern();

    [GeneratedRegex(@"(?:(?<d>\d{1,2})(?:st|nd|rd|th|º)?[\s./-]*(?:de\s+)?(?<m>[A-Za-zçä]{3,9})\.?|(?<m>[A-Za-zç]{3,9})\.?\s+(?<d>\d{1,2})(?:st|nd|rd|th)?)[\s,./-]+(?:de\s+)?(?<y>(19|20)\d{2}|\d{2}(?!\d))", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedDatePattern();
}
