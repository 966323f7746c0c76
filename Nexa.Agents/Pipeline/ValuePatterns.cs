using System.Text.RegularExpressions;

namespace Nexa.Agents.Pipeline;

/// <summary>How values are written: number, blank, prefix, unit.</summary>
internal static partial class ValueReader
{
    private const int Patience = 1000; // ms; texts are bounded, this is only a fence

    [GeneratedRegex(@"(?<![\d.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>PF|NF|UF|MF|F)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Capacitance();

    [GeneratedRegex(@"(?<![\d.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>NH|UH|MH|H)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Inductance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>OHMS?|MOHM|KOHMS?|K|M|R|E)(?<n3>\d{0,3})\b(?!\.)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Resistance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>K|M)?V(?:AC|DC|CA|CC|OLTS?)?\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Voltage();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>M|U)?A\b(?!\.)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Current();

    [GeneratedRegex(@"(?<![\w.])(?:(?<n1>\d{1,5}(?:\.\d+)?)(?: ?(?<n2>M|K)?W(?:ATTS?)?\b)|(?<n3>1)/(?<n4>\d{1,2}) ?W\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Power();

    [GeneratedRegex(@"(?<![\w.])1/[248] ?W\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![\w.])(?:3|5|8|10) ?MM\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Lamp();

    [GeneratedRegex(@"(?<![\w./])(?<n1>\d{1,3}(?:\.\d+)?)(?:/(?<n2>[1-9]))? ?(?:CV|HP)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Horse();

    [GeneratedRegex(@"(?<![\w.])(?:110|115|127|220|230|240|380)(?: ?V|/|\b)", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Mains();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>K|M)?VA\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Apparent();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,6}(?:\.\d+)?) ?(?<n2>K|M|G)?HZ\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Frequency();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,2}(?:\.\d+)?) ?%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Tolerance();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,3}) ?NS\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Access();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{3,4}) ?NM\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Wavelength();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{2,3}(?:\.\d+)?)(?= ?MM\b| ?X ?\d{2,3})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Millimetre();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,3}) ?(?:VIAS?|POLOS?|POS|PINOS?|PINS?|WAY|POSICOES)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Ways();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,4}) ?(?<n2>K|M|G|T)(?<n3>BITS?|B)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MemorySize();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d(?:\.\d+)?) ?(?:°|º|GRAUS|DEG)(?![CF])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Step();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>M)?AH\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AmpereHours();

    [GeneratedRegex(
        @"\b(?:SOT-?\d{2,3}(?:-\d)?|SOD-?\d{2,3}|SOIC-?\d*|SOP-?\d{1,2}|SO-?(?:8|14|16)|TSSOP-?\d*|SSOP-?\d*|MSOP-?\d*|T"
        + @"SOP-?\d*|V?QFN-?\d*|U?DFN-?\d*|[LT]?QFP-?\d*|F?BGA-?\d*|LGA-?\d*|PLCC-?\d*|WLCSP-?\d*|TO-?\d{1,3}(?:AB|AC|AA)?"
        + @"|P?DIP-?\d{1,2}|SIP-?\d{1,2}|DO-?\d{2,3}\w*|DPAK|D2PAK|SM[ABC]|MELF|HC-?49\w*(?:/\w+)?|LL-?34|LL-?41)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Package();

    [GeneratedRegex(
        @"(?<![\w.])(?:01005|0201|0402|0603|0805|1206|1210|1808|1812|2010|2220|2512|2816|7343|6032|3528|3216|5050|2835)(?![\w.])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ChipSize();

    [GeneratedRegex(@"(?<![\w.])M\d{1,2}\b|\d ?X ?\d|\bMM\b|\dMM\b|\d/\d|\d ?POL\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Thread();
}
