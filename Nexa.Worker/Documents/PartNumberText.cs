using System.Text.RegularExpressions;

namespace Nexa.Worker.Documents;

/// <summary>What looks like a part number, and where one stands inside a description.</summary>
internal static partial class PartNumberText
{
    /// <summary>A token of a description: letters and digits as manufacturers use them, and no value, package, date or code of another kind.</summary>
    public static bool Looks(string token) =>
        token.Length is >= 4 and <= 40 && ShapePattern().IsMatch(token)
        && !NotPattern().IsMatch(token) && token.Any(char.IsAsciiDigit)
        && (token.Any(char.IsAsciiLetter) || (token.Length >= 6 && token.Contains('-', StringComparison.Ordinal)));

    /// <summary>A cell of a part number column: more is let through than in running text.</summary>
    public static bool Fits(string cell) =>
        cell.Length is >= 2 and <= 60 && cell.Any(c => char.IsAsciiLetterOrDigit(c)) && cell.Count(c => c == ' ') <= 3
        && (cell.Any(char.IsAsciiDigit) || !cell.Contains(' ', StringComparison.Ordinal)) && Money.Parse(cell) is null or >= 100 && !DatePattern().IsMatch(cell);

    /// <summary>The part number that a description names: after a label, in brackets, or else the first token that looks like one.</summary>
    public static (string? Number, double Confidence) In(string description)
    {
        if (Labelled(description) is { } labelled)
        {
            return (labelled, 0.95);
        }

        if (BracketPattern().Match(description) is { Success: true } bracket && bracket.Groups["pn"].Value is var inside && (inside.Any(char.IsAsciiDigit) || string.Equals(inside, inside.ToUpperInvariant(), StringComparison.Ordinal)))
        {
            return (inside, 0.85);
        }

        foreach (var raw in description.Split([' ', ',', ';', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var token = raw.Trim('(', ')', '[', ']', ':', '.', '"', '*', '-');
            if (Looks(token))
            {
                return (token, token.Length >= 6 ? 0.75 : 0.6);
            }
        }

        return (null, 0);
    }

    /// <summary>The part number after "PN:", "P/N", "MPN", "Cód. Fab." and the like.</summary>
    public static string? Labelled(string description) =>
        LabelPattern().Match(description) is { Success: true } match && match.Groups["pn"].Value.TrimEnd('.', ',', ';', ')') is { Length: >= 2 } found && found.Any(char.IsAsciiLetterOrDigit) ? found : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9\-./+_#,()=:*]*[A-Za-z0-9+#)*]$")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"^([+-]?\d+([.,/]\d+)?\s?(p|n|u|µ|m|k|K|M|G)?(F|H|R|V|A|W|Hz|HZ|hz|ohms?|OHMS?|Ohms?|B|b|bit|BIT|bits|VDC|VAC|Vdc|Vac|VCC|MM|mm|cm|CM|m|M|K|k|R|Ω|MHZ|MHz|KHZ|kHz|GHZ|PF|NF|UF|MA|mA|MW|mW|UA|MV|mV|KV|kV|UH|MH|NH|KG|kg|g|G|PCS|pcs|PC|PÇ|UN|POS|pos|VIAS|vias|PINOS|pinos|PIN|PINS|pin|LEADS|W|T|AWG|awg|X|x|ST|ND|RD|TH|ppm|PPM|C|F|S|MS|ms|us|ns|mil|MIL|CH|ch|P|p)|[0-9]+[RKMrkm][0-9]+|\d+(,\d+)?[xX]\d+([,.]\d+)?([xX]\d+([,.]\d+)?)?(MM|mm|CM|cm)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{2,4}-\d{1,2}\.\d{1,2}\.\d{2,4}|\d+(NO|No|no)|\d+-(seater|port|Port|PORT|inch)|\d[xX]\d|(SOT|SOIC|SOD|SO|DIP|TO|QFN|VQFN|WQFN|TQFP|LQFP|QFP|TSSOP|SSOP|MSOP|BGA|PLCC|PDIP|DO|SC|DFN|SOP|TSOP|SIP|CASE|TSOT|HTSSOP|DPAK|D2PAK|WSON|DFN|LGA)-?\d+[A-Z]*(-\d+[A-Z]*)?|(X7R|X5R|X7S|X6S|NP0|NPO|C0G|COG|Y5V|X8R|Z5U)|USB\d?(\.\d)?|RS-?(232|485|422)|RJ-?\d+|IP\d\d|ROHS\d?|REV\.?[A-Z0-9]+|NCM:?[\d.]*|HTS:?[\d.]*|CAT\d[A-Z]?|M\d+([xX]\d+)?|\d+(P|C)\d+(P|C)|\d+/\d+W?|\d+-\d+V|\d{4}\.\d{2}\.\d{2,4}|\d+(ST|ND|RD|TH)|\d+%|I2C|IEEE\d.*|ISO\d.*|https?.*|www\..*|\d+-(BIT|Bit|bit|PIN|Pin|pin|WAY|Way|POS|Pos|CH|Ch)|\d+V\d+|\d+(\.\d+)?(V|A|W|UF|NF|PF)[/-].*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex NotPattern();

    [GeneratedRegex(@"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^\s*[\[*(](?<pn>[A-Za-z0-9][A-Za-z0-9\-./_]{2,38})[\])*]", RegexOptions.ExplicitCapture)]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"(^|[\s(\[;,|/-])(PN|P/N|P\.N\.?|MPN|MFR\s*P/?N|MFG\s*P/?N|Mfr\.?\s*Part\s*(No|Number|#)\.?|Part\s*(No|Number|Nr|#)\.?|Part-?Number|C[oó]d(igo)?\.?\s*(do\s+|del\s+)?Fab(ricante)?\.?|Ref(er[eê]ncia)?\.?\s*(do\s+|del\s+)?Fab(ricante)?\.?|N[º°o]?\.?\s*(de\s+)?Parte|N[uú]mero de Parte|Modelo|Model)\s*[:#=.]\s*(?<pn>[^\s,;|]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex LabelPattern();
}
