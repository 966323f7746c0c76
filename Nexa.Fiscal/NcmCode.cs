namespace Nexa.Fiscal;

/// <summary>Codes are kept as digits only ("85322410") and shown with dots ("8532.24.10").</summary>
public static class NcmCode
{
    /// <summary>
    /// The digits of a code written in any manner, or null when it is not 2, 4, 5, 6, 7 or 8 digits with dots, dashes and blanks.
    /// </summary>
    public static string? ParseDigits(string? written)
    {
        if (written is null)
        {
            return null;
        }

        Span<char> digits = stackalloc char[8];
        var count = 0;
        foreach (var c in written)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == 8)
                {
                    return null;
                }

                digits[count++] = c;
            }
            else if (c is not ('.' or '-' or '/') && !char.IsWhiteSpace(c))
            {
                return null;
            }
        }

        return count is 2 or (>= 4 and <= 8) ? new string(digits[..count]) : null;
    }

    public static bool IsLeaf(string digits) => digits.Length == 8;

    /// <summary>"85322410" → "8532.24.10", "85322" → "8532.2", "8532" → "85.32".</summary>
    public static string Format(string digits) => digits.Length switch
    {
        4 => $"{digits[..2]}.{digits[2..]}",
        5 or 6 => $"{digits[..4]}.{digits[4..]}",
        7 or 8 => $"{digits[..4]}.{digits[4..6]}.{digits[6..]}",
        _ => digits,
    };

    /// <summary>Ex written as "1", "01", "Ex 01", "ex-01" → "01"; null when it is none.</summary>
    public static string? ParseEx(string? written, int width = 2)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        var digits = new string([.. written.Where(char.IsAsciiDigit)]);
        return digits.Length is 0 or > 3 ? null : digits.TrimStart('0') is { Length: > 0 } number ? number.PadLeft(width, '0') : null;
    }
}
