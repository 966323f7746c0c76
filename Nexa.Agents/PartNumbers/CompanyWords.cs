using System.Globalization;
using System.Text;

namespace Nexa.Agents.PartNumbers;

/// <summary>Knowledge/company-words.json: how company names are compared, and which companies only sell.</summary>
internal sealed class CompanyWords
{
    private static readonly Lazy<CompanyWords> Loaded = new(() =>
        new CompanyWords(Knowledge.ReadFile<CompanyFile>("Knowledge/company-words.json")));
    private readonly HashSet<string> forms;
    private readonly HashSet<string> endings;
    private readonly HashSet<string> beginnings;
    private readonly HashSet<string> sellerWords;
    private readonly HashSet<string> sellers;

    private CompanyWords(CompanyFile file)
    {
        forms = new(file.Forms, StringComparer.Ordinal);
        endings = new(file.Endings, StringComparer.Ordinal);
        beginnings = new(file.Beginnings, StringComparer.Ordinal);
        sellerWords = new(file.SellerWords, StringComparer.Ordinal);
        sellers = file.Sellers.Select(ToKey).ToHashSet(StringComparer.Ordinal);
    }

    private sealed record CompanyFile(string Comment, string[] Forms, string[] Endings, string[] Beginnings, string[] SellerWords,
        string[] Sellers);

    public static CompanyWords Current => Loaded.Value;

    public bool IsForm(string word) => forms.Contains(word);

    /// <summary>A company that sells what others make: never a manufacturer and never a brand.</summary>
    public bool IsSeller(string name)
    {
        var words = ToKey(name).Split(' ');
        return words.Any(sellerWords.Contains)
            || Enumerable.Range(1, words.Length).Any(count => sellers.Contains(string.Join(' ', words[..count]))
                && words[count..].All(endings.Contains));
    }

    /// <summary>
    /// The keys under which a written name may stand: as it is, without the bracket, what is in the bracket; then without place and
    /// ending.
    /// </summary>
    public IEnumerable<string> ListKeys(string name)
    {
        string[] written = [.. SplitBrackets(name).Select(ToKey).Where(key => key.Length > 0).Distinct(StringComparer.Ordinal)];
        return written.Concat(written.SelectMany(ShortenKey));
    }

    /// <summary>
    /// Upper case words without punctuation and legal form, so "Würth Elektronik eiSos GmbH" and "WURTH ELEKTRONIK EISOS" agree.
    /// </summary>
    public string ToKey(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name.ToUpperInvariant().Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (c is not ('.' or '\'') && (char.IsAscii(c) || char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark))
            {
                plain.Append(' ');
            }
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = words.Where(word => !forms.Contains(word)).ToArray();
        return string.Join(' ', kept.Length == 0 ? words : kept);
    }

    private static IEnumerable<string> SplitBrackets(string name)
    {
        yield return name;
        if (name.IndexOf('(', StringComparison.Ordinal) is > 0 and var open)
        {
            yield return name[..open];
            yield return name[(open + 1)..].TrimEnd(')', ' ');
        }
    }

    /// <summary>Only words that belong to any company may go, and what is left must be a name and no abbreviation.</summary>
    private IEnumerable<string> ShortenKey(string key)
    {
        var words = key.Split(' ');
        words = [.. words.SkipWhile(beginnings.Contains)];
        for (var count = words.Length; count > 0 && words[count..].All(endings.Contains); count--)
        {
            var name = string.Join(' ', words[..count]);
            if (name.Length > 3)
            {
                yield return name;
            }
        }
    }
}
