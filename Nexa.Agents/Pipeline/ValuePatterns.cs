using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>How values are written: number, blank, prefix, unit.</summary>
internal static partial class ValueReader
{
    /// <summary>Milliseconds. Texts are bounded, so a match takes microseconds; the limit only stops a runaway match.</summary>
    private const int Patience = 1000;

    private static readonly Regex Mains = Expressions.ComposePattern(@"(?<![\w.]){mains_voltages}(?: ?V|/|\b)");
    private static readonly Regex Ways = Expressions.ComposePattern(@"(?<![\w.])(?<n1>\d{1,3}) ?{pin_words}\b");
    private static readonly Regex Package = Expressions.ComposePattern(@"\b{packages_in_text}\b");
    private static readonly Regex ChipSize = Expressions.ComposePattern(@"(?<![\w.]){chip_sizes_in_text}(?![\w.])");

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

    [GeneratedRegex(@"(?<![\w.]|[A-Z]-)(?:(?<n1>\d{1,5}(?:\.\d+)?)(?: ?(?<n2>M|K)?W(?:ATTS?)?\b)|(?<n3>1)/(?<n4>\d{1,2}) ?W\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Power();

    [GeneratedRegex(@"(?<![\w.])1/[248] ?W\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![\w.])(?:3|5|8|10) ?MM\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Lamp();

    [GeneratedRegex(@"(?<![\w./])(?<n1>\d{1,3}(?:\.\d+)?)(?:/(?<n2>[1-9]))? ?(?:CV|HP)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Horse();

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

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,4}) ?(?<n2>K|M|G|T)(?<n3>BITS?|B)\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MemorySize();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d(?:\.\d+)?) ?(?:°|º|GRAUS|DEG)(?![CF])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Step();

    [GeneratedRegex(@"(?<![\w.])(?<n1>\d{1,5}(?:\.\d+)?) ?(?<n2>M)?AH\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex AmpereHours();

    [GeneratedRegex(@"(?<![\w.])M\d{1,2}\b|\d ?X ?\d|\bMM\b|\dMM\b|\d/\d|\d ?POL\b", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Thread();
}
