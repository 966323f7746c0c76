using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Search;

/// <summary>A code of goods that stands in a query, alone or in a phrase.</summary>
/// <param name="Written">As it stands there.</param>
/// <param name="Digits">What is looked up: of another country's code the six digits of the Harmonized System.</param>
/// <param name="IsForeign">Whether it is another country's.</param>
/// <param name="Words">The rest of the query.</param>
/// <param name="IsCertain">False for a number that may mean something else ("24 V", "0603", an internal code).</param>
public sealed partial record WrittenCode(string Written, string Digits, bool IsForeign, string Words, bool IsCertain)
{
    private const int HarmonizedDigits = 6;
    private const int LongestForeign = 13;

    /// <summary>Two digits behind a label are as often a voltage or a number of pins: "relé NC 24 V", "KN-95".</summary>
    private const int ShortestCertain = 4;

    /// <summary>
    /// Labels of other countries' codes. Only the first six digits are shared with the NCM, also where the code has eight.
    /// </summary>
    private const string Foreign = @"htsus|hts|taric|cn|kn|nc|itc|hsn|gtip|tn\s?ved";

    private const string Certain = $@"ncm|hs|sh|classifica[cç][aã]o|tariff|tarifa|commodity|{Foreign}";
    private const string Uncertain = "c[oó]d(igo)?|code|(sub)?posi[cç][aã]o|(sub)?heading|cap[ií]tulo|chapter";

    private const string WordsAfterLabel = @"([\s.:;#=/()º°-]|(n[oº°]|number|n[uú]mero|code|c[oó]digo|(?<certain>ncm|sh|hs)|fiscal"
        + @"|d[aeo]|aduaneir[ao]|tarif[aá]ri[ao]|é)(?![\p{L}\d]))*";

    // Digits of a code are 0 to 9; \d, any script's, only bounds it.
    private const string Separated = @"[0-9]{4}(?<dot>[ .-])([0-9]{4}|[0-9]{1,2}(\k<dot>[0-9]{1,4}){0,4})|[0-9]{2}[ .-][0-9]{2}";

    /// <summary>The code in a query; null where it is all words, which may have numbers in them.</summary>
    public static WrittenCode? Find(string query, NcmTable table)
    {
        var text = Dashes().Replace(query.Normalize(NormalizationForm.FormKC), "-").Trim();
        if (WholeQuery().Match(text) is { Success: true } whole)
        {
            // An EAN or an internal number has as many digits as another country's code.
            return ReadUnlabelled(text, whole, isCertain: true) is { } code && (!code.IsForeign || IsInTables(table, code)) ? code : null;
        }

        var labelled = Labelled().Matches(text).Select(match => ReadLabelled(table, text, match)).OfType<WrittenCode>()
            .Where(code => code.IsCertain || !code.IsForeign || code.Words.Length > 0 || IsInTables(table, code)).ToList();
        return labelled.Find(code => code.IsCertain)
            ?? UnlabelledCode().Matches(text).Select(match => ReadUnlabelled(text, match, isCertain: true)).OfType<WrittenCode>()
                .FirstOrDefault(code => IsInTables(table, code))
            ?? labelled.FirstOrDefault()
            ?? (LeadingDigits().Match(text) is { Success: true } first ? ReadUnlabelled(text, first, isCertain: false) : null);
    }

    // A query may go on with numbers of its own: "NCM 8532 50 V" is 8532 and two words, since no table has 8532.50.
    private static WrittenCode? ReadLabelled(NcmTable table, string text, Match match)
    {
        var (isForeign, isCertain) = (match.Groups["foreign"].Success, match.Groups["certain"].Success);
        var length = match.Groups["code"].Length;
        var whole = ReadMatch(text, match, isForeign, isCertain, length);
        if (match.Index + match.Length == text.Length)
        {
            return whole;
        }

        for (; length > 0; length = match.Groups["code"].Value.LastIndexOf(' ', length - 1))
        {
            if (ReadMatch(text, match, isForeign, isCertain, length) is { } code
                && (isForeign || !code.IsForeign) && table.Find(code.Digits) is not null)
            {
                return code;
            }
        }

        return whole;
    }

    /// <param name="text">The query.</param>
    /// <param name="match">Ends with its code.</param>
    /// <param name="isForeign">Whether its label is of another country.</param>
    /// <param name="isCertain">Whether the number is a code whatever else is there; two digits never are.</param>
    /// <param name="length">How much of the code is read.</param>
    private static WrittenCode? ReadMatch(string text, Match match, bool isForeign, bool isCertain, int length)
    {
        var code = match.Groups["code"];
        var (written, end) = (code.Value[..length], code.Index + length);
        var digits = string.Concat(written.Where(char.IsAsciiDigit));
        var isLong = digits.Length > 8 || (isForeign && digits.Length > HarmonizedDigits);
        return digits.Length > LongestForeign ? null : new(
            written, isLong ? digits[..HarmonizedDigits] : digits, isLong, text.Remove(match.Index, end - match.Index).Trim(),
            isCertain && digits.Length >= ShortestCertain);
    }

    private static WrittenCode? ReadUnlabelled(string text, Match match, bool isCertain) =>
        ReadMatch(text, match, isForeign: false, isCertain, match.Groups["code"].Length);

    // A code with separators counts where its subheading exists: "8532.24.99" is a mistaken code, "2024.12.01" is a date.
    private static bool IsInTables(NcmTable table, WrittenCode code) =>
        table.Find(code.Digits.Length == 8
            && !code.Written.All(char.IsAsciiDigit) ? code.Digits[..HarmonizedDigits] : code.Digits) is not null;

    [GeneratedRegex("^(?<code>[0-9]{2,13}|" + Separated + ")$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeQuery();

    // "NCM85322410" needs no blank; "HS60" is a part number.
    [GeneratedRegex(
        @"(?<![\p{L}\d])((?<certain>(?<foreign>" + Foreign + ")|" + Certain + ")|" + Uncertain + @")(?!\p{L}|(?<!ncm)\d)"
        + WordsAfterLabel + "(?<code>" + Separated + @"|[0-9]{2,13})(?![\p{L}\d]|[.,]\d)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Labelled();

    [GeneratedRegex(
        @"(?<![\p{L}\d.,-])(?<code>[0-9]{4}(?<dot>[.-])[0-9]{2}(\k<dot>[0-9]{1,4}){0,4}|[0-9]{10}|[0-9]{8})(?![\p{L}\d]|[.,-]\d)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex UnlabelledCode();

    [GeneratedRegex(
        @"^(?<code>[0-9]{2,8}|[0-9]{2}[.-][0-9]{2}|[0-9]{4}[.-][0-9]{1,2}([.-][0-9]{1,2})?)(?=\s)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeadingDigits();

    [GeneratedRegex(@"[\u2010-\u2015\u2212]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dashes();
}
