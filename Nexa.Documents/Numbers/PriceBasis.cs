using System.Text.RegularExpressions;

namespace Nexa.Documents.Numbers;

/// <summary>For how many pieces a price is quoted: "19.00 / 1,000", "Preço por mil", a column "Per" with 100, M or C.</summary>
internal static class PriceBasis
{
    /// <summary>Prices are quoted per piece, ten, hundred, thousand and the like; any other number is something else.</summary>
    private static readonly decimal[] Usual = [1, 10, 50, 100, 500, 1000, 10_000];

    private static readonly Regex CellPattern = WordLists.ComposePattern(
        """
        (/|\bper\b|\bpor\b|\bpro\b|\bje\b)\s*(?<n>1[.,\ ]?0{1,3}|50|500|10[.,\ ]?000)\s*(?![\d.,])
        |(/|\bper\b)\s*(?<letter>[MCK])\s*$
        |^\s*[\d.,]*\d\s+(?<n>1[.,]?0{0,3})\s*$
        |(?<mil>(/|\b(por|per|pro|je|par|al)\b)\s*{thousands}(?![\p{L}\d]))
        """);

    private static readonly Regex ColumnPattern =
        WordLists.ComposePattern(@"^\s*(per|por|pro|je|/)?\s*(?<n>\d[\d.,]*|[MCK])\s*({number_units}|{count_units}|[A-Z]{2,3})?\s*$");

    /// <summary>What a price's cell or header says; null where it says nothing.</summary>
    public static decimal? FindIn(string? text) =>
        text is null || CellPattern.Match(text) is not { Success: true } match ? null
        : match.Groups["mil"].Success ? 1000 : match.Groups["letter"].Success ? ReadLetter(match.Groups["letter"].Value)
        : CheckDigits(match.Groups["n"].Value);

    /// <summary>The cell of a column of its own.</summary>
    public static decimal? Parse(string? text) =>
        text is null || ColumnPattern.Match(text) is not { Success: true } match ? null
        : char.IsLetter(match.Groups["n"].Value[0]) ? ReadLetter(match.Groups["n"].Value) : CheckDigits(match.Groups["n"].Value);

    private static decimal ReadLetter(string letter) => letter is "C" or "c" ? 100 : 1000;

    private static decimal? CheckDigits(string digits)
    {
        var plain = string.Concat(digits.Where(char.IsAsciiDigit));
        return (decimal.TryParse(plain, out var whole) && Array.IndexOf(Usual, whole) >= 0)
            || (NumberText.ParseDigits(digits) is { } read && Array.IndexOf(Usual, whole = decimal.Truncate(read)) >= 0)
            ? whole : null;
    }
}
