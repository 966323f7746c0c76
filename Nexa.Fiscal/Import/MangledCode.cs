namespace Nexa.Fiscal.Import;

/// <summary>
/// Codes that a spreadsheet took for numbers: leading and trailing zeros are lost ("1.01" is 01.01, "101.2" is 0101.2, "02.1" is 02.10).
/// </summary>
public static class MangledCode
{
    /// <summary>Digits of the code, or null when the text is no code.</summary>
    public static string? RepairCode(string cell)
    {
        var parts = cell.Trim().Split('.');
        if (parts.Length > 3 || Array.Exists(parts, part => part.Length == 0 || !part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        return parts switch
        {
            // "1101" is a heading, "101" is 01.01 without its dot and zero, "8532.24.10" may come as 85322410.
            [var whole] => whole.Length switch
            {
                1 or 2 => whole.PadLeft(2, '0'),
                3 or 4 => whole.PadLeft(4, '0'),
                7 or 8 => whole.PadLeft(8, '0'),
                _ => null,
            },
            [{ Length: <= 2 } chapter, { Length: <= 2 } heading] => chapter.PadLeft(2, '0') + heading.PadRight(2, '0'),
            [{ Length: 3 or 4 } heading, { Length: <= 2 } subheading] => heading.PadLeft(4, '0') + subheading,
            [{ Length: 3 or 4 } heading, { Length: 4 } rest] => heading.PadLeft(4, '0') + rest,
            [{ Length: 3 or 4 } heading, { Length: 2 } subheading, { Length: <= 2 } item] => heading.PadLeft(4, '0') + subheading + item,
            _ => null,
        };
    }
}
