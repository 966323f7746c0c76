using System.Buffers;
using System.Globalization;

namespace Nexa.Agents.PartNumbers;

/// <summary>
/// Value codes that makers share: EIA digits with a multiplier, R/K/M as decimal point, plain numbers. Null = not a valid code.
/// </summary>
internal static class Codes
{
    private static readonly SearchValues<char> DecimalLetters = SearchValues.Create("RKMGLE");

    public static string? ReadCode(string kind, string text, double scale, string unit) => kind switch
    {
        "text" => text,
        "pf" => FormatCapacitance(ParseEia(text) * 1e-12),
        "nf" => FormatCapacitance(ParseEia(text) * 1e-9),
        "uf" => FormatCapacitance(ParseEia(text) * 1e-6),
        "ohm" => FormatResistance(ParseOhms(text)),
        "ohms" => FormatResistance(ParseWrittenOhms(text)),
        "milliohm" => FormatResistance(ParseEia(text) / 1000),
        "nh" => FormatInductance(ParseHenries(text, 1e-9)),
        "uh" => FormatInductance(ParseHenries(text, 1e-6)),
        "num" => ParseNumber(text) * scale is { } number ? AddUnit(number, unit) : null,
        "eia" => ParseEia(text) * scale is { } eia ? AddUnit(eia, unit) : null,
        _ => throw new InvalidDataException($"Unknown kind of code '{kind}'."),
    };

    public static string Format(double value) => Math.Round(value, 9).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string AddUnit(double value, string unit) => unit.Length == 0 ? Format(value) : $"{Format(value)} {unit}";

    /// <summary>
    /// "104" = 10 followed by four zeros; the last digit counts zeros (8 and 9 divide by 100 and 10); R or P is a decimal point.
    /// </summary>
    private static double? ParseEia(string text)
    {
        if (text.AsSpan().IndexOfAny('R', 'P') >= 0)
        {
            return ParseNumber(text);
        }

        if (text.Length is < 3 or > 4 || !text.All(char.IsAsciiDigit))
        {
            return null;
        }

        var digits = double.Parse(text.AsSpan()[..^1], CultureInfo.InvariantCulture);
        return digits * Math.Pow(10, text[^1] switch { '8' => -2, '9' => -1, var c => c - '0' });
    }

    /// <summary>"10", "3.3", "3R3", "3V3", "5,1".</summary>
    private static double? ParseNumber(string text)
    {
        Span<char> plain = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            plain[i] = text[i] is 'R' or 'P' or 'V' or ',' or 'D' or '-' ? '.' : text[i];
        }

        return double.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>"4K7", "10K0", "R010", "1M00", "5L00" (milliohm), or EIA digits.</summary>
    private static double? ParseOhms(string text)
    {
        var letter = text.AsSpan().IndexOfAny(DecimalLetters);
        if (letter < 0)
        {
            return text.All(c => c == '0') ? 0 : ParseEia(text);
        }

        var factor = text[letter] switch { 'K' => 1e3, 'M' => 1e6, 'G' => 1e9, 'L' => 1e-3, _ => 1 };
        return ParseNumber(text.Replace(text[letter], '.')) * factor;
    }

    /// <summary>"10.0K", "100", "1.00M": the number itself, in ohms where no letter follows.</summary>
    private static double? ParseWrittenOhms(string text) => text[^1] switch
    {
        'K' => ParseNumber(text[..^1]) * 1e3,
        'M' => ParseNumber(text[..^1]) * 1e6,
        _ => ParseNumber(text),
    };

    private static double? ParseHenries(string text, double unit) =>
        text.Contains('N') ? ParseNumber(text.Replace('N', '.')) * 1e-9
        : text.Contains('U') ? ParseNumber(text.Replace('U', '.')) * 1e-6
        : ParseEia(text) * unit;

    private static string? FormatCapacitance(double? farads) => farads is null or <= 0 or > 5000 ? null
        : FormatScaled(farads.Value, "F", (1e-12, "p"), (1e-9, "n"), (1e-6, "µ"), (1, "")); // nobody writes millifarads

    private static string? FormatResistance(double? ohms) => ohms switch
    {
        null or < 0 or > 1e12 => null,
        0 => "0 Ω",
        var value => FormatScaled(value.Value, "Ω", (1e-3, "m"), (1, ""), (1e3, "k"), (1e6, "M"), (1e9, "G")),
    };

    private static string? FormatInductance(double? henries) => henries is null or <= 0 or > 100 ? null
        : FormatScaled(henries.Value, "H", (1e-9, "n"), (1e-6, "µ"), (1e-3, "m"), (1, ""));

    private static string FormatScaled(double value, string unit, params ReadOnlySpan<(double Factor, string Prefix)> steps)
    {
        var best = steps[0];
        foreach (var step in steps)
        {
            best = value >= step.Factor * 0.999999 ? step : best;
        }

        return $"{Format(value / best.Factor)} {best.Prefix}{unit}";
    }
}
