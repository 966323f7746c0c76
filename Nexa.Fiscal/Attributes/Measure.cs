using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Attributes;

/// <summary>A number with its unit, turned into the unit that an attribute asks for.</summary>
internal static partial class Measure
{
    private static readonly string[] BaseUnits = ["V", "F", "Ω", "H", "Hz", "A", "W", "VA", "Ah", "m", "s", "%"];

    private static readonly Dictionary<string, int> Prefixes = new(StringComparer.Ordinal)
    {
        [""] = 0, ["p"] = -12, ["n"] = -9, ["µ"] = -6, ["m"] = -3, ["k"] = 3, ["M"] = 6, ["G"] = 9,
    };

    /// <summary>Facts whose values are bare numbers.</summary>
    private static readonly Dictionary<string, string> UnitOfFact = new(StringComparer.Ordinal)
    {
        ["current_a"] = "A", ["power_w"] = "W", ["power_va"] = "VA", ["capacity_ah"] = "Ah", ["wavelength_nm"] = "nm",
        ["access_time_ns"] = "ns",
    };

    private static readonly Dictionary<string, string> Spelled = new(StringComparer.OrdinalIgnoreCase)
    {
        ["volt"] = "V", ["volts"] = "V", ["ampere"] = "A", ["amperes"] = "A", ["ampère"] = "A", ["ampères"] = "A", ["watt"] = "W",
        ["watts"] = "W", ["ohm"] = "Ω", ["ohms"] = "Ω", ["kohm"] = "kΩ", ["microfarad"] = "µF", ["microfarads"] = "µF",
        ["nanofarad"] = "nF", ["nanofarads"] = "nF", ["picofarad"] = "pF", ["picofarads"] = "pF", ["farad"] = "F", ["farads"] = "F",
        ["hertz"] = "Hz", ["megahertz"] = "MHz", ["milímetros"] = "mm", ["nanômetros"] = "nm", ["porcentagem"] = "%",
    };

    /// <summary>The unit that a name or a guidance asks for: "Tensão (V)", "em volts"; null where it names none or two.</summary>
    public static string? FindUnit(string text)
    {
        var found = UnitInText().Matches(text).Select(match => Clean(match.Groups["unit"].Value)).Where(unit => Split(unit) is not null)
            .Distinct(StringComparer.Ordinal).ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>The name without the unit that it asks for: "Tensão (V)" is "Tensão".</summary>
    public static string RemoveUnit(string name) =>
        UnitInText().Replace(name, match => Split(Clean(match.Groups["unit"].Value)) is null ? match.Value : " ");

    /// <summary>The fact's number in a unit; null where the fact is a range, has no unit, or another kind of unit.</summary>
    public static decimal? Convert(string fact, string value, string unit)
    {
        var read = NumberWithUnit().Match(value.Replace("±", "", StringComparison.Ordinal).Trim());
        var own = read.Groups["unit"].Value is { Length: > 0 } written ? Clean(written)
            : UnitOfFact.GetValueOrDefault(fact, "");
        if (!read.Success || Split(own) is not { } from || Split(unit) is not { } to || from.Base != to.Base
            || !decimal.TryParse(read.Groups["number"].Value.Replace(',', '.'), NumberStyles.Number,
                CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var power = from.Power - to.Power;
        for (; power > 0; power--)
        {
            number *= 10;
        }

        for (; power < 0; power++)
        {
            number /= 10;
        }

        return number;
    }

    private static string Clean(string unit)
    {
        var plain = unit.Replace('\u03BC', 'µ').Replace('\u2126', 'Ω'); // the Greek letter mu and the sign of the unit ohm
        plain = Spelled.GetValueOrDefault(plain, plain);
        return plain.Length > 1 && plain[0] is 'u' ? "µ" + plain[1..] : plain;
    }

    private static (int Power, string Base)? Split(string unit)
    {
        foreach (var name in BaseUnits)
        {
            if (unit.EndsWith(name, StringComparison.Ordinal) && Prefixes.TryGetValue(unit[..^name.Length], out var power))
            {
                return (power, name);
            }
        }

        return null;
    }

    [GeneratedRegex(
        @"[(\[]\s*(em\s+)?(?<unit>[\p{L}µμΩΩ%]{1,12})\s*[)\]]|\bem (?<unit>[\p{L}µμΩΩ%]{1,12})\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnitInText();

    [GeneratedRegex(@"^(?<number>\d{1,15}([.,]\d{1,12})?)\s*(?<unit>[\p{L}µμΩΩ%]{0,6})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberWithUnit();
}
