using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Values written in a description: "100NF 50V 10% 0603", "10K 1/4W", "16MHZ", "NPN 40V 600MA".</summary>
internal static partial class ValueReader
{
    /// <summary>Fasteners and other metal goods, which are sold by thread and size.</summary>
    private static readonly HashSet<string> Mechanical = new(Expressions.GetList("mechanical_families"), StringComparer.Ordinal);

    /// <summary>Products that are sold by their current; "85A" of a toner is its model.</summary>
    private static readonly HashSet<string> WithCurrent = new(Expressions.GetList("families_with_current"), StringComparer.Ordinal);

    public static IEnumerable<Fact> ReadValues(string plain, string? family)
    {
        var noun = family ?? "";
        // "10MF" is how old lists write microfarad; millifarads are written in microfarads.
        if (IsFamily(noun, "capacitor") && Capacitance().Match(plain) is { Success: true } farad)
        {
            yield return BuildFact("capacitance",
                $"{FormatNumber(farad)} {farad.Groups["n2"].Value[0] switch { 'P' => "pF", 'N' => "nF", 'U' or 'M' => "µF", _ => "F" }}",
                farad);
        }

        if (noun is "inductor" or "choke.commonmode" && Inductance().Match(plain) is { Success: true } henry)
        {
            yield return BuildFact("inductance",
                $"{FormatNumber(henry)} {henry.Groups["n2"].Value[0] switch { 'N' => "nH", 'U' => "µH", 'M' => "mH", _ => "H" }}", henry);
        }

        if ((IsFamily(noun, "resistor") || IsFamily(noun, "potentiometer") || IsFamily(noun, "thermistor"))
            && Resistance().Match(plain) is { Success: true } ohm)
        {
            yield return BuildFact("resistance", ReadOhms(ohm.Groups["n1"].Value, ohm.Groups["n2"].Value, ohm.Groups["n3"].Value), ohm);
        }

        if (Voltage().Match(plain) is { Success: true } volt)
        {
            yield return BuildFact(IsFamily(noun, "relay") ? "coil_voltage" : "voltage",
                $"{FormatNumber(volt)} {(volt.Groups["n2"].Value == "K" ? "kV" : volt.Groups["n2"].Value == "M" ? "mV" : "V")}", volt);
        }

        if (HasCurrent(noun) && Current().Match(plain) is { Success: true } ampere)
        {
            yield return BuildFact("current_a", ScaleNumber(ampere, ampere.Groups["n2"].Value), ampere);
        }

        if (Power().Match(plain) is { Success: true } watt)
        {
            yield return BuildFact("power_w", ReadWatts(watt), watt);
        }

        if (IsFamily(noun, "resistor") && Fraction().Match(plain) is { Success: true } leaded && !ChipSize.IsMatch(plain))
        {
            yield return BuildFact("mounting", "tht", leaded);
        }

        if (IsFamily(noun, "led") && Lamp().Match(plain) is { Success: true } lamp)
        {
            yield return BuildFact("mounting", "tht", lamp);
        }

        if (IsFamily(noun, "motor") && Horse().Match(plain) is { Success: true } horse)
        {
            var watts = decimal.Parse(horse.Groups["n1"].Value, CultureInfo.InvariantCulture) / (horse.Groups["n2"].Success
                ? decimal.Parse(horse.Groups["n2"].Value, CultureInfo.InvariantCulture) : 1) * 735.5m;
            yield return BuildFact("power_w", watts.ToString("0.#", CultureInfo.InvariantCulture), horse);
        }

        if (noun is "transformer" or "transformer.power" && Mains.Match(plain) is { Success: true } mains)
        {
            yield return BuildFact("frequency", "60 Hz", mains);
        }

        if (Apparent().Match(plain) is { Success: true } va)
        {
            yield return BuildFact("power_va", ScaleNumber(va, va.Groups["n2"].Value), va);
        }

        if (Frequency().Match(plain) is { Success: true } hertz)
        {
            yield return BuildFact("frequency",
                $"{FormatNumber(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}", hertz);
        }

        if (Tolerance().Match(plain) is { Success: true } percent)
        {
            yield return BuildFact("tolerance", $"{FormatNumber(percent)} %", percent);
        }

        if (Access().Match(plain) is { Success: true } nano)
        {
            yield return BuildFact("access_time_ns", FormatNumber(nano), nano);
        }

        if (Wavelength().Match(plain) is { Success: true } nm)
        {
            yield return BuildFact("wavelength_nm", FormatNumber(nm), nm);
        }

        foreach (var measure in MeasureReader.ReadMeasures(plain, noun))
        {
            yield return measure;
        }

        if (IsFamily(noun, "fan") && Millimetre().Match(plain) is { Success: true } mm)
        {
            yield return BuildFact("size_mm", FormatNumber(mm), mm);
        }

        if (Ways.Match(plain) is { Success: true } ways)
        {
            yield return BuildFact(IsFamily(noun, "relay") || IsFamily(noun, "breaker") || IsFamily(noun, "switch") ? "poles" : "positions",
                ways.Groups["n1"].Value, ways);
        }

        if (MemorySize().Match(plain) is { Success: true } bits)
        {
            yield return BuildFact("memory_size",
                $"{bits.Groups["n1"].Value} "
                + $"{bits.Groups["n2"].Value}{(bits.Groups["n3"].Value.StartsWith("BI", StringComparison.Ordinal) ? "bit" : "B")}", bits);
        }

        if (Step().Match(plain) is { Success: true } degrees)
        {
            yield return BuildFact("step_deg", FormatNumber(degrees), degrees);
        }

        if (AmpereHours().Match(plain) is { Success: true } hours)
        {
            yield return BuildFact("capacity_ah", ScaleNumber(hours, hours.Groups["n2"].Value), hours);
        }

        if (Package.Match(plain) is { Success: true } package)
        {
            yield return BuildFact("package", package.Value, package);
        }
        else if ((IsFamily(noun, "capacitor") || IsFamily(noun, "resistor") || IsFamily(noun, "inductor") || IsFamily(noun, "ferrite")
            || IsFamily(noun, "led")
            || IsFamily(noun, "fuse")) && ChipSize.Match(plain) is { Success: true } chip)
        {
            yield return BuildFact("package", chip.Value, chip);
        }
    }

    /// <summary>The one value that part numbers write in full: "ABLS-16.000MHZ-B4-T".</summary>
    public static IEnumerable<Fact> ReadFrequency(string plain, string family) =>
        (family is "crystal" or "oscillator" or "resonator") && Frequency().Match(plain) is { Success: true } hertz
            ? [new Fact("frequency",
                $"{FormatNumber(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}",
                $"part number: \"{hertz.Value}\"", FactStrength.Read)]
            : [];

    private static bool HasCurrent(string family) => WithCurrent.Contains(Lexicon.TakeKind(family));

    public static bool IsMechanical(string family) => Mechanical.Contains(Lexicon.TakeKind(family));

    public static bool IsFamily(string family, string root) => family == root || family.StartsWith(root + ".", StringComparison.Ordinal);

    private static Fact BuildFact(string key, string value, Match match) => new(key, value, $"descrição: \"{match.Value.Trim()}\"");

    private static string FormatNumber(Match match) =>
        decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture);

    private static string ScaleNumber(Match match, string prefix)
    {
        var number = decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture);
        return (prefix switch { "U" => number / 1_000_000, "M" => number / 1000, "K" => number * 1000,
            _ => number }).ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static string ReadWatts(Match match)
    {
        if (match.Groups["n3"].Success)
        {
            var part = decimal.Parse(match.Groups["n3"].Value, CultureInfo.InvariantCulture) / decimal.Parse(match.Groups["n4"].Value,
                CultureInfo.InvariantCulture);
            return part.ToString("0.######", CultureInfo.InvariantCulture);
        }

        return ScaleNumber(match, match.Groups["n2"].Value);
    }

    private static string ReadOhms(string whole, string letter, string fraction)
    {
        var number = fraction.Length > 0 ? $"{whole}.{fraction}" : whole;
        return $"{number} {letter[0] switch { 'K' => "kΩ", 'M' => letter == "MOHM" ? "mΩ" : "MΩ", _ => "Ω" }}";
    }

    /// <summary>Whether the text has a value in a unit that such products are sold by.</summary>
    public static bool IsWitnessed(string plain, string family) => IsMechanical(family)
        ? Thread().IsMatch(plain)
        : Voltage().IsMatch(plain) || (HasCurrent(family) && Current().IsMatch(plain)) || Power().IsMatch(plain) || Capacitance().IsMatch(plain)
            || Inductance().IsMatch(plain)
            || Frequency().IsMatch(plain) || Apparent().IsMatch(plain) || AmpereHours().IsMatch(plain) || MemorySize().IsMatch(plain)
                || Package.IsMatch(plain)
            || (ReadValues(plain, family).Any(fact => fact.Key is "resistance" or "package" or "size_mm" or "positions" or "poles"));
}
