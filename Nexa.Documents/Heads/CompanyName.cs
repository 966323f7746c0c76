using System.Text.RegularExpressions;

namespace Nexa.Documents.Heads;

/// <summary>Tells a company's name from what else stands in a document's head.</summary>
internal static partial class CompanyName
{
    private const int Longest = 80;

    private static readonly Regex FormPattern =
        WordLists.ComposePattern(@"((?<![\p{L}\d])({company_forms}\.?)(?![\p{L}\d])|\b{company_words})", RegexOptions.None);
    private static readonly Regex NotNamePattern = WordLists.ComposePattern(@"^\W*{not_names}(?!\p{L})");

    public static bool IsCompany(string text) =>
        text.Length < 90 && text.Contains(' ', StringComparison.Ordinal) && FormPattern.IsMatch(text) && ReadName(text) is not null
        && !text.Contains(':', StringComparison.Ordinal);

    /// <summary>The name that a text is or begins with; null where it is a label, a title, a number, an address or a date.</summary>
    public static string? ReadName(string text)
    {
        var name = CutAddress(text.Trim().TrimStart(':', '-', '–', '|').Trim());
        return name.Length is >= 3 and <= Longest && name.Count(IsLatinLetter) >= 3 && !name.Contains(':', StringComparison.Ordinal)
            && !name.Contains('@', StringComparison.Ordinal)
            && !AddressPattern().IsMatch(name) && !NotNamePattern.IsMatch(name) && !DocumentFacts.IsTitle(name)
            && DateText.Parse(name) is null ? name : null;
    }

    private static bool IsLatinLetter(char c) => char.IsLetter(c) && c is < '\u0590' or > '\u08FF';

    /// <summary>"Au bon moulin SARL - 12 chemin de l'exemple - 84340 Malaucène": an address on the line of the name.</summary>
    private static string CutAddress(string text)
    {
        foreach (var separator in (ReadOnlySpan<string>)[" - ", " – ", " • ", " · ", " | ", ", "])
        {
            if (text.IndexOf(separator, StringComparison.Ordinal) is > 2 and var at && FormPattern.IsMatch(text[..at])
                && text.AsSpan(at).ContainsAnyInRange('0', '9'))
            {
                return text[..at];
            }
        }

        return text;
    }

    /// <summary>Begins with a number, is one, or is an address in the Web.</summary>
    [GeneratedRegex(@"^\W*\d|^[\d\W]+$|\bwww\.|https?://", RegexOptions.IgnoreCase)]
    private static partial Regex AddressPattern();
}
