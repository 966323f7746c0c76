using System.Text;

namespace Nexa.Fiscal;

/// <summary>
/// A code of goods that a document or an ERP gives beside a part number: an NCM, whole or in part, or the longer code of another country,
/// whose first six digits are those of the Harmonized System.
/// </summary>
public static class GivenCode
{
    private const int HarmonizedDigits = 6;
    private const int LongestForeign = 13;

    /// <summary>The digits that an NCM can be compared with; null where the text is no code of goods.</summary>
    public static string? ParseDigits(string given)
    {
        var text = given.Normalize(NormalizationForm.FormKC).Trim();
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/' or ' ') && digits.Length is >= 4 and <= LongestForeign
            ? digits.Length > 8 ? digits[..HarmonizedDigits] : digits
            : null;
    }

    /// <summary>A sentence that names both codes; null where one is the beginning of the other, or nothing was given.</summary>
    public static string? ExplainDifference(string? given, string? ncm) =>
        given is null || ncm is null || ParseDigits(given) is not { } digits
        || digits.StartsWith(ncm, StringComparison.Ordinal) || ncm.StartsWith(digits, StringComparison.Ordinal)
            ? null
            : $"O documento informa o código {(NcmCode.ParseDigits(given) is { } own ? NcmCode.Format(own) : given.Trim())}; "
              + $"a classificação é {NcmCode.Format(ncm)}.";
}
