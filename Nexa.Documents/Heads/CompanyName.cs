using System.Text.RegularExpressions;

namespace Nexa.Documents.Heads;

/// <summary>Tells a company's name from what else stands in a document's head.</summary>
internal static partial class CompanyName
{
    private const int Longest = 80;

    /// <summary>Short forms are words too ("AS SOON AS", "10 KG net"): they count at the end of a name only.</summary>
    private static readonly Regex FormPattern = WordLists.ComposePattern("""
        (?<![\p{L}\d])({company_forms}\.?)(?![\p{L}\d])
        |\p{L}.*[ ,]{company_forms_at_end}\.?(?=\s*($|[,;(|•·]|[-–]\s))
        |\b{company_words}
        """, RegexOptions.None);

    private static readonly Regex NotNamePattern = WordLists.ComposePattern(@"^\W*({not_names}(?!\p{L})|({lone_labels}|{copy_words})\W*$)");

    /// <summary>Words that begin labels and names alike: "Store 12", but "Store Brasil Ltda".</summary>
    private static readonly Regex LabelWordPattern = WordLists.ComposePattern(@"^\W*{not_names_alone}(?!\p{L})");

    /// <summary>"u-blox", "element14" and "iC-Haus" are names; a sentence goes on with small letters alone: "do Produto".</summary>
    private static readonly Regex SmallNamePattern =
        WordLists.ComposePattern(@"^(\p{Ll}+-\p{L}|\p{Ll}+\d|\p{Ll}\p{Lu})", RegexOptions.None);

    /// <summary>"LTD -(Noida)": the end of a name that began on the line above.</summary>
    private static readonly Regex TailPattern =
        WordLists.ComposePattern(@"^\W*({company_forms}|{company_forms_at_end})(?![\p{L}\d])\W*(\(|$)");

    /// <summary>A name's company forms alone on a line: its cell was too narrow for them.</summary>
    private static readonly Regex FormsPattern =
        WordLists.ComposePattern(@"^((&\s*)?({company_forms}|{company_forms_at_end})\.?[\s,]*)+$", RegexOptions.None);

    /// <summary>A code of at least three digits before a name: "004512-01 Eletrônica Pampa Ltda".</summary>
    private static readonly Regex CodedPattern = WordLists.ComposePattern(@"^[\w./-]*\d{3}[\w./-]*\s+([-–]\s*)?(?<name>\p{L}.*)$");

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
            && !TailPattern.IsMatch(name) && (FormPattern.IsMatch(name) || IsNameWithoutForm(name)) && DateText.Parse(name) is null
            ? name : null;
    }

    public static bool IsForms(string text) => FormsPattern.IsMatch(text);

    /// <summary>The name behind the party's code in the issuer's system; only where it has a company's form or trade.</summary>
    public static string? ReadCodedName(string text) =>
        CodedPattern.Match(text.Trim()) is { Success: true } match && IsCompany(match.Groups["name"].Value)
            ? ReadName(match.Groups["name"].Value) : null;

    /// <summary>Of several lines of a party's name, the one with the company: the others are numbers of the party.</summary>
    public static string ChooseLine(string lines)
    {
        var all = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return all.Length < 2 ? lines.Trim() : Array.Find(all, IsCompany) ?? string.Join(' ', all);
    }

    private static bool IsNameWithoutForm(string name) =>
        !LabelWordPattern.IsMatch(name) && (!char.IsLower(name[0]) || SmallNamePattern.IsMatch(name));

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
