using System.Text.RegularExpressions;

namespace Nexa.Documents.Numbers;

/// <summary>Currencies as documents print them.</summary>
internal static partial class CurrencyText
{
    private static readonly HashSet<string> Codes = [.. WordLists.GetWords("currencies")];

    private static readonly Regex PricePattern = WordLists.ComposePattern(@"R\$|US\$|U\$S?|€|£|¥|\b{currencies}\b|\$", RegexOptions.None);

    private static readonly Regex ProsePattern = WordLists.ComposePattern("""
        (?<c>R\$|US\$|U\$S?|€|£|¥|\$)
        |(?<![\w.,/-])\d[\d.,]*[.,]\d+\s?(?<c>{currencies})\b
        |\b(?<c>{currencies})\s?\d[\d.,]*(?![\w/-])
        |(\(|:\s*|^)(?<c>{currencies})(\)|$)
        """, RegexOptions.None);

    /// <summary>The currency code of a word; "$" alone is ambiguous.</summary>
    public static string? ReadCode(string text) => text.Trim().TrimEnd('.', ':', ',').ToUpperInvariant() switch
    {
        "R$" or "BRL" or "REAIS" or "REAL" => "BRL",
        "US$" or "USD" or "U$" or "U$D" or "DOLAR" or "DÓLAR" or "DOLLAR" or "DOLLARS" or "USD$" or "US" or "U$S" => "USD",
        "€" or "EUR" or "EURO" or "EUROS" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        "RMB" => "CNY",
        "$" => "$",
        var code => Codes.Contains(code) ? code : null,
    };

    /// <summary>The currency that stands at or in a price, such as "US$ 1,20" or "1.20 EUR".</summary>
    public static string? FindInPrice(string? text) =>
        text is null ? null : PricePattern.Match(text) is { Success: true } match ? ReadCode(match.Value) : null;

    /// <summary>
    /// In running text three letters may be a word ("CLP" is a programmable controller): they count beside a number, in brackets or alone.
    /// </summary>
    public static string? FindInProse(string text) =>
        ProsePattern.Match(text) is { Success: true } match ? ReadCode(match.Groups["c"].Value) : null;
}
