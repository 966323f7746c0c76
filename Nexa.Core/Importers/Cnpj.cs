using System.Diagnostics.CodeAnalysis;

namespace Nexa.Core.Importers;

/// <summary>
/// The number of a Brazilian company, also with letters as the Receita issues them since July 2026 (IN RFB 2.229/2024): twelve characters,
/// of which the first eight are the root, and two check digits.
/// </summary>
public static class Cnpj
{
    private const int Length = 14;
    private const int RootLength = 8;

    /// <summary>Reads a CNPJ with or without dots, slash and dash; false when its check digits are wrong.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? cnpj)
    {
        cnpj = null;
        var plain = string.Concat((text ?? "").Where(c => c is not ('.' or '/' or '-') && !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (plain.Length != Length || !plain[..^2].All(IsCharacter) || !plain[^2..].All(char.IsAsciiDigit)
            || plain.All(c => c == plain[0]) // 00.000.000/0000-00 has right digits and is nobody's
            || plain[^2] != CheckDigit(plain[..^2]) || plain[^1] != CheckDigit(plain[..^1]))
        {
            return false;
        }

        cnpj = plain;
        return true;
    }

    public static bool IsRoot(string? text) => text is { Length: RootLength } && text.All(IsCharacter);

    public static string CutRoot(string cnpj) => cnpj[..RootLength];

    /// <summary>As it is written on papers: 12.ABC.345/01DE-35.</summary>
    public static string Format(string cnpj) => $"{cnpj[..2]}.{cnpj[2..5]}.{cnpj[5..8]}/{cnpj[8..12]}-{cnpj[12..]}";

    private static bool IsCharacter(char c) => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c);

    /// <summary>Modulo 11 of the characters' codes less 48, weighted 2 to 9 from the right and again from 2.</summary>
    private static char CheckDigit(string part)
    {
        var sum = 0;
        for (var i = 0; i < part.Length; i++)
        {
            sum += (part[i] - '0') * (2 + ((part.Length - 1 - i) % 8));
        }

        return sum % 11 < 2 ? '0' : (char)('0' + 11 - (sum % 11));
    }
}
