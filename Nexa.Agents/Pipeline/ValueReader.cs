using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Values written in a description: "100NF 50V 10% 0603", "10K 1/4W", "16MHZ", "NPN 40V 600MA".</summary>
internal static partial class ValueReader
{
    private const int Patience = 1000; // ms; texts are bounded, this is only a fence

    public static IEnumerable<Fact> Read(string plain, string? family)
    {
        var noun = family ?? "";
        if (Is(noun, "capacitor") && Capacitance().Match(plain) is { Success: true } farad)
        {
            yield return Found("capacitance", $"{Number(farad)} {farad.Groups["n2"].Value[0] switch { 'P' => "pF", 'N' => "nF", 'U' => "µF", 'M' => "mF", _ => "F" }}", farad);
        }

        if (noun is "inductor" or "choke.commonmode" && Inductance().Match(plain) is { Success: true } henry)
        {
            yield return Found("inductance", $"{Number(henry)} {henry.Groups["n2"].Value[0] switch { 'N' => "nH", 'U' => "µH", 'M' => "mH", _ => "H" }}", henry);
        }

        if ((Is(noun, "resistor") || Is(noun, "potentiometer") || Is(noun, "thermistor")) && Resistance().Match(plain) is { Success: true } ohm)
        {
            yield return Found("resistance", Ohms(ohm.Groups["n1"].Value, ohm.Groups["n2"].Value, ohm.Groups["n3"].Value), ohm);
        }

        if (Voltage().Match(plain) is { Success: true } volt)
        {
            yield return Found(Is(noun, "relay") ? "coil_voltage" : "voltage", $"{Number(volt)} {(volt.Groups["n2"].Value == "K" ? "kV" : volt.Groups["n2"].Value == "M" ? "mV" : "V")}", volt);
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
            var watts = decimal.Parse(horse.Groups["n1"].Value, CultureInfo.InvariantCulture) / (horse.Groups["n2"].Success ? decimal.Parse(horse.Groups["n2"].Value, CultureInfo.InvariantCulture) : 1) * 735.5m;
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
            yield return Found("frequency", $"{Number(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}", hertz);
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
            yield return Found(Is(noun, "relay") || Is(noun, "breaker") || Is(noun, "switch") ? "poles" : "positions", ways.Groups["n1"].Value, ways);
        }

        if (MemorySize().Match(plain) is { Success: true } bits)
        {
            yield return Found("memory_size", $"{bits.Groups["n1"].Value} {bits.Groups["n2"].Value}{(bits.Groups["n3"].Value.StartsWith("BI", StringComparison.Ordinal) ? "bit" : "B")}", bits);
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
        else if ((Is(noun, "capacitor") || Is(noun, "resistor") || Is(noun, "inductor") || Is(noun, "ferrite") || Is(noun, "led") || Is(noun, "fuse")) && ChipSize().Match(plain) is { Success: true } chip)
        {
            yield return Found("package", chip.Value, chip);
        }
    }

    /// <summary>The one value that part numbers write in full: "ABLS-16.000MHZ-B4-T".</summary>
    public static IEnumerable<Fact> ReadNumber(string plain, string family) =>
        (family is "crystal" or "oscillator" or "resonator") && Frequency().Match(plain) is { Success: true } hertz
            ? [new Fact("frequency", $"{Number(hertz)} {hertz.Groups["n2"].Value switch { "K" => "kHz", "M" => "MHz", "G" => "GHz", _ => "Hz" }}", $"part number: \"{hertz.Value}\"")]
            : [];

    private static bool Is(string family, string root) => family == root || family.StartsWith(root + ".", StringComparison.Ordinal);

    private static Fact Found(string key, string value, Match match) => new(key, value, $"descrição: \"{match.Value.Trim()}\"");

    private static string Number(Match match) => decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Scaled(Match match, string prefix)
    {
        var number = decimal.Parse(match.Groups["n1"].Value, CultureInfo.InvariantCulture);
        return (prefix switch { "U" => number / 1_000_000, "M" => number / 1000, "K" => number * 1000, _ => number }).ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static string Watts(Match match)
    {
        if (match.Groups["n3"].Success)
        {
            var part = decimal.Parse(match.Groups["n3"].Value, CultureInfo.InvariantCulture) / decimal.Parse(match.Groups["n4"].Value, CultureInfo.InvariantCulture);
            return part.ToString("0.######", CultureInfo.InvariantCulture);
        }

        return Scaled(match, match.Groups["n2"].Value);
    }

    private static string Ohms(string whole, string letter, string fraction)
    {
        var number = fraction.Length > 0 ? $"{whole}.{fraction}" : whole;
        return $"{number} {letter[0] switch { 'K' => "kΩ", 'M' => letter == "MOHM" ? "mΩ" : "MΩ", _ => "Ω" }}";
    }

    [GeneratedRegex(@"(?<![\d.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>PF|NF|UF|MF|F)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Capacitance();

    [GeneratedRegex(@"(?<![\d.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>NH|UH|MH|H)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Inductance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>OHMS?|MOHM|KOHMS?|K|M|R|E)(?<n3>\d{0,3})\b(?!\.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Resistance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>K|M)?V(?:AC|DC|CA|CC|OLTS?)?\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Voltage();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>M|U)?A\b(?!\.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Current();

    [GeneratedRegex(@"(?<![\w.])(?:(?<n1>\d{1,5}(?:\.\d+)?)(?: ?(?<n2>M|K)?W(?:ATTS?)?\b)|(?<n3>1)/(?<n4>\d{1,2}) ?W\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Power();

    [GeneratedRegex(@"(?<![\w.])1/[248] ?W\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![\w.])(?:3|5|8|10) ?MM\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Lamp();

    [GeneratedRegex(@"(?<![\w./])(?<n1>\d{1,3}(?:\.\d+)?)(?:/(?<n2>[1-9]))? ?(?:CV|HP)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Horse();

    [GeneratedRegex(@"(?<![\w.])(?:110|115|127|220|230|240|380)(?: ?V|/|\b)", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Mains();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>K|M)?VA\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Apparent();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>K|M|G)?HZ\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Frequency();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,2}(?:\.\d+)?) ?%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Tolerance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,3}) ?NS\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Access();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{3,4}) ?NM\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Wavelength();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{2,3}(?:\.\d+)?)(?= ?MM\b| ?X ?\d{2,3})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Millimetre();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,3}) ?(?:VIAS?|POLOS?|POS|PINOS?|PINS?|WAY|POSICOES)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Ways();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,4}) ?(?<n2>K|M|G|T)(?<n3>BITS?|B)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MemorySize();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d(?:\.\d+)?) ?(?:°|º|GRAUS|DEG)(?![CF])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Step();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>M)?AH\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AmpereHours();

    [GeneratedRegex(@"\b(?:SOT-?\d{2,3}(?:-\d)?|SOD-?\d{2,3}|SOIC-?\d*|SOP-?\d{1,2}|SO-?(?:8|14|16)|TSSOP-?\d*|SSOP-?\d*|MSOP-?\d*|TSOP-?\d*|V?QFN-?\d*|U?DFN-?\d*|[LT]?QFP-?\d*|F?BGA-?\d*|LGA-?\d*|PLCC-?\d*|WLCSP-?\d*|TO-?\d{1,3}(?:AB|AC|AA)?|P?DIP-?\d{1,2}|SIP-?\d{1,2}|DO-?\d{2,3}\w*|DPAK|D2PAK|SM[ABC]|MELF|HC-?49\w*(?:/\w+)?|LL-?34|LL-?41)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Package();

    [GeneratedRegex(@"(?<![\w.])(?:01005|0201|0402|0603|0805|1206|1210|1808|1812|2010|2220|2512|2816|7343|6032|3528|3216|5050|2835)(?![\w.])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ChipSize();
}
