using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Values written in a description: "100NF 50V 10% 0603", "10K 1/4W", "16MHZ", "NPN 40V 600MA".</summary>
internal static partial class ValueReader
{
    // Fasteners and other metal goods are sold by thread and size.
    private static readonly HashSet<string> s_mechanical = new(StringComparer.Ordinal)
    {
        "screw", "nut", "washer", "spring", "standoff", "bearing", "tool", "tube", "lens", "enclosure", "magnet", "solder", "heatsink",
            "rivet", "pneumatic", "valve",
    };

    public static IEnumerable<Fact> Read(string plain, string? family)
    {
        var noun = family ?? "";
        // "10MF" is how old lists write microfarad; millifarads are written in microfarads.
        if (Is(noun, "capacitor") && Capacitance().Match(plain) is { Success: true } farad)
        {
            yield return Found("capacitance",
                $"{Number(farad)} {farad.Groups["n2"].Value[0] switch { 'P' => "pF", 'N' => "nF", 'U' or 'M' => "µF", _ => "F" }}", farad);
        }

        if (noun is "inductor" or "choke.commonmode" && Inductance().Match(plain) is { Success: true } henry)
        {
            yield return Found("inductance",
                $"{Number(henry)} {henry.Groups["n2"].Value[0] switch { 'N' => "nH", 'U' => "µH", 'M' => "mH", _ => "H" }}", henry);
        }

        if ((Is(noun, "resistor") || Is(noun, "potentiometer") || Is(noun, "thermistor"))
            && Resistance().Match(plain) is { Success: true } ohm)
        {
            yield return Found("resistance", Ohms(ohm.Groups["n1"].Value, ohm.Groups["n2"].Value, ohm.Groups["n3"].Value), ohm);
        }

        if (Voltage().Match(plain) is { Success: true } volt)
        {
            yield return Found(Is(noun, "relay") ? "coil_voltage" : "voltage",
                $"{Number(volt)} {(volt.Groups["n2"].Value == "K" ? "kV" : volt.Groups["n2"].Value == "M" ? "mV" : "V")}", volt);
        }

        if (Current().Match(plain) is { Success: true } ampere)
        {
            yield return Found("current_a", Scaled(ampere, ampere.Groups["n2"].Value), ampere);
        }

        if (Power().Match(plain) is { Success: true } watt)
        {
            yield return Found("power_w", Watts(watt), watt);
        }

        if (Is(noun, "resistor") && Fraction().Match(plain) is { Success: true } leaded && !ChipSize().IsMatch(plain))
        {
            yield return Found("mounting", "tht", leaded);
        }

        if (Is(noun, "led") && Lamp().Match(plain) is { Success: true } lamp)
        {
            yield return Found("mounting", "tht", lamp);
        }

        if (Is(noun, "motor") && Horse().Match(plain) is { Success: true } horse)
        {
            var watts = decimal.Parse(horse.Groups["n1"].Value, CultureInfo.InvariantCulture) / (horse.Groups["n2"].Success
                ? decimal.Parse(horse.Groups["n2"].Value, CultureInfo.InvariantCulture) : 1) * 735.5m;
            yield return Found("power_w", watts.ToString("0.#", CultureInfo.InvariantCulture), horse);
        }

        if (noun is "transformer" or "transformer.power" && Mains().Match(plain) is { Success: true } mains)
        {
            yield return Found("frequency", "60 Hz", mains);
        }

        if (Apparent().Match(plain) is { Success: true } va)
        {
            yield return Found("power_va", Scaled(va, va.Groups["n2"].Value), va);
        }

        if (Frequency().Match(plain) is { Success: true } hertz)
        {
            yield return Found("frequency",
                $"{Number(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}", hertz);
        }

        if (Tolerance().Match(plain) is { Success: true } percent)
        {
            yield return Found("tolerance", $"{Number(percent)} %", percent);
        }

        if (Access().Match(plain) is { Success: true } nano)
        {
            yield return Found("access_time_ns", Number(nano), nano);
        }

        if (Wavelength().Match(plain) is { Success: true } nm)
        {
            yield return Found("wavelength_nm", Number(nm), nm);
        }

        if (Is(noun, "fan") && Millimetre().Match(plain) is { Success: true } mm)
        {
            yield return Found("size_mm", Number(mm), mm);
        }

        if (Ways().Match(plain) is { Success: true } ways)
        {
            yield return Found(Is(noun, "relay") || Is(noun, "breaker") || Is(noun, "switch") ? "poles" : "positions",
                ways.Groups["n1"].Value, ways);
        }

        if (MemorySize().Match(plain) is { Success: true } bits)
        {
            yield return Found("memory_size",
                $"{bits.Groups["n1"].Value} {bits.Groups["n2"].Value}{(bits.Groups["n3"].Value.StartsWith("BI", StringComparison.Ordinal) ? "bit" : "B")}", bits);
        }

        if (Step().Match(plain) is { Success: true } degrees)
        {
            yield return Found("step_deg", Number(degrees), degrees);
        }

        if (AmpereHours().Match(plain) is { Success: true } hours)
        {
            yield return Found("capacity_ah", Scaled(hours, hours.Groups["n2"].Value), hours);
        }

        if (Package().Match(plain) is { Success: true } package)
        {
            yield return Found("package", package.Value, package);
        }
        else if ((Is(noun, "capacitor") || Is(noun, "resistor") || Is(noun, "inductor") || Is(noun, "ferrite") || Is(noun, "led")
            || Is(noun, "fuse")) && ChipSize().Match(plain) is { Success: true } chip)
        {
            yield return Found("package", chip.Value, chip);
        }
    }

    /// <summary>The one value that part numbers write in full: "ABLS-16.000MHZ-B4-T".</summary>
    public static IEnumerable<Fact> ReadNumber(string plain, string family) =>
        (family is "crystal" or "oscillator" or "resonator") && Frequency().Match(plain) is { Success: true } hertz
            ? [new Fact("frequency", $"{Number(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}", $"part number: \"{hertz.Value}\"", FactStrength.Read)]
            : [];

    private static bool Is(string family, string root) => family == root || family.StartsWith(root + ".", StringComparison.Ordinal);

    private static Fact Found(string key, string value, Match match) => new(key, value, $"descrição: \"{match.Value.Trim()}\"");

    private static string Number(Match match) =>
        decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Scaled(Match match, string prefix)
    {
        var number = decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture);
        return (prefix switch { "U" => number / 1_000_000, "M" => number / 1000, "K" => number * 1000,
            _ => number }).ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static string Watts(Match match)
    {
        if (match.Groups["n3"].Success)
        {
            var part = decimal.Parse(match.Groups["n3"].Value, CultureInfo.InvariantCulture) / decimal.Parse(match.Groups["n4"].Value,
                CultureInfo.InvariantCulture);
            return part.ToString("0.######", CultureInfo.InvariantCulture);
        }

        return Scaled(match, match.Groups["n2"].Value);
    }

    private static string Ohms(string whole, string letter, string fraction)
    {
        var number = fraction.Length > 0 ? $"{whole}.{fraction}" : whole;
        return $"{number} {letter[0] switch { 'K' => "kΩ", 'M' => letter == "MOHM" ? "mΩ" : "MΩ", _ => "Ω" }}";
    }

    /// <summary>Whether the text has a value in a unit that such products are sold by.</summary>
    public static bool IsWitnessed(string plain, string family) => s_mechanical.Contains(Lexicon.Kind(family))
        ? Thread().IsMatch(plain)
        : Voltage().IsMatch(plain) || Current().IsMatch(plain) || Power().IsMatch(plain) || Capacitance().IsMatch(plain)
            || Inductance().IsMatch(plain)
            || Frequency().IsMatch(plain) || Apparent().IsMatch(plain) || AmpereHours().IsMatch(plain) || MemorySize().IsMatch(plain)
                || Package().IsMatch(plain)
            || (Read(plain, family).Any(fact => fact.Key is "resistance" or "package" or "size_mm" or "positions" or "poles"));
}
