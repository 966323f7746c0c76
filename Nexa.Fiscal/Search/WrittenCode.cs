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

    /// <summary>Codes of these labels go on after six digits in a way of their own, also where they have eight.</summary>
    private const string Foreign = @"htsus|hts|taric|cn|kn|nc|itc|gtip|tn\s?ved";

    private const string Certain = $@"ncm|hs|sh|classifica[cç][aã]o|tariff|tarifa|commodity|{Foreign}";

    private const string Between =
        @"([\s.:;#=/()º°-]|(n[oº°]|number|n[uú]mero|code|c[oó]digo|ncm|sh|hs|fiscal|d[aeo]|aduaneir[ao]|tarif[aá]ri[ao]|é)(?![\p{L}\d]))*";

    private const string Separated = @"\d{4}(?<dot>[ .-])(\d{4}|\d{1,2}(\k<dot>\d{1,4}){0,4})|\d{2}[ .-]\d{2}";

    /// <summary>The code in a query; null where it is all words, which may have numbers in them.</summary>
    public static WrittenCode? Find(string query, NcmTable table)
    {
        var text = Dashes().Replace(query.Normalize(NormalizationForm.FormKC), "-").Trim();
        if (Whole().Match(text) is { Success: true } whole)
        {
            return ReadMatch(text, whole, isForeign: false, isCertain: true);
        }

        var labelled = Labelled().Matches(text)
            .Select(match => ReadMatch(text, match, match.Groups["foreign"].Success, match.Groups["certain"].Success)).OfType<WrittenCode>()
            .ToList();
        return labelled.Find(code => code.IsCertain)
            ?? Inside().Matches(text).Select(match => ReadMatch(text, match, isForeign: false, isCertain: true)).OfType<WrittenCode>()
                .FirstOrDefault(code => Stands(table, code))
            ?? labelled.FirstOrDefault()
            ?? (First().Match(text) is { Success: true } first ? ReadMatch(text, first, isForeign: false, isCertain: false) : null);
    }

    private static WrittenCode? ReadMatch(string text, Match match, bool isForeign, bool isCertain)
    {
        var code = match.Groups["code"];
        var digits = string.Concat(code.Value.Where(char.IsAsciiDigit));
        var isLong = digits.Length > 8 || (isForeign && digits.Length > HarmonizedDigits);
        return digits.Length > LongestForeign ? null : new(
            code.Value, isLong ? digits[..HarmonizedDigits] : digits, isLong, text.Remove(match.Index, match.Length).Trim(), isCertain);
    }

    // A number without a label is a code only where the tables have it: "2024.12.01" and "1250.00" are none.
    private static bool Stands(NcmTable table, WrittenCode code) =>
        table.Find(code.Digits.Length == 8
            && !code.Written.All(char.IsAsciiDigit) ? code.Digits[..HarmonizedDigits] : code.Digits) is not null;

    [GeneratedRegex(@"^(?<code>\d{2,13}|" + Separated + @")$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"(?<![\p{L}\d])((?<certain>(?<foreign>" + Foreign + ")|" + Certain
        + @")|c[oó]d(igo)?|code|(sub)?posi[cç][aã]o|(sub)?heading)(?![\p{L}\d])"
        + Between + @"(?<code>" + Separated + @"|\d{2,13})(?![\p{L}\d]|[.,]\d)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Labelled();

    [GeneratedRegex(
        @"(?<![\p{L}\d.,-])(?<code>\d{4}(?<dot>[.-])\d{2}(\k<dot>\d{1,4}){0,4}|\d{10}|\d{8})(?![\p{L}\d]|[.,-]\d)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Inside();

    [GeneratedRegex(@"^(?<code>\d{2,8}|\d{2}[.-]\d{2}|\d{4}[.-]\d{1,2}([.-]\d{1,2})?)(?=\s)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex First();

    [GeneratedRegex(@"[\u2010-\u2015\u2212]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dashes();
}
