using System.Globalization;
using System.Text;

namespace Nexa.Agents.Pipeline;

/// <summary>Text as the dictionaries read it: upper case, no accents, decimal points, words of letters and digits.</summary>
internal static class TextWords
{
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c switch { 'Ω' or 'Ω' => 'R', 'μ' or 'µ' => 'U', < ' ' => ' ', _ => char.ToUpperInvariant(c) });
            }
        }

        for (var i = 1; i + 1 < plain.Length; i++)
        {
            if (plain[i] == ',' && char.IsAsciiDigit(plain[i - 1]) && char.IsAsciiDigit(plain[i + 1]))
            {
                plain[i] = '.';
            }
        }

        return plain.ToString();
    }

    public static string[] Words(string plain)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= plain.Length; i++)
        {
            var inside = i < plain.Length && char.IsAsciiLetterOrDigit(plain[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(plain[start..i]);
                start = -1;
            }
        }

        return [.. words];
    }
}
