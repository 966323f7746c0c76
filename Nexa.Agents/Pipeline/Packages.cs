using System.Text.RegularExpressions;

namespace Nexa.Agents.Pipeline;

/// <summary>What a package says by itself: how it is mounted and how much a transistor in it may dissipate.</summary>
internal static partial class Packages
{
    private const int Patience = 1000; // ms; names are short, this is only a fence

    public static string? FindMounting(string package)
    {
        var name = package.ToUpperInvariant();
        return Through().IsMatch(name) ? "tht" : Surface().IsMatch(name) ? "smd" : Chassis().IsMatch(name) ? "chassis" : null;
    }

    /// <summary>high: 1 W or more as a rule; low: below 1 W as a rule; mid: either.</summary>
    public static string? FindPowerClass(string package)
    {
        var name = package.ToUpperInvariant();
        return High().IsMatch(name) ? "high" : Low().IsMatch(name) ? "low" : Mid().IsMatch(name) ? "mid" : null;
    }

    [GeneratedRegex(
        @"^(P?DIP|CDIP|CERDIP|SDIP|SIP|ZIP|HC-?49(?!.*S?MD)|TO-?(18|39|46|72|92|98|99|100|126|202|218|220|225|226|247|251|262|264|273|3P)|IPAK|I2PAK|DO-?(7|14|15|27|34|35|41|201|204|247)|AXIAL|RADIAL|T-?1|R-?6|KBU|KBPC-?W|GBU|KBL|KBP|GBL|WOB|WOG|D-?(6|70)|THT|PTH|MULTIWATT|PENTAWATT|PGA|MPQ|UMT)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Through();

    [GeneratedRegex(
        @"^(0?1005|0201|0306|0402|0502|0508|0603|0606|0612|0805|0815|1005|1008|1111|1206|1210|1218|1225|1411|1608|1806|1808|1812|1825|2010|2012|2016|2020|2211|2220|2225|2410|2512|2520|2725|2728|2817|2835|2917|3014|3216|3225|3528|4527|5025|5032|5050|5730|6032|7343|SOT|SOD|SOIC|SOP|SO-?\d|SOJ|SSOP|TSSOP|MSOP|VSSOP|TSOP|HSOP|HTSSOP|QSOP|QFN|VQFN|WQFN|UQFN|TQFN|HVQFN|LQFP|TQFP|QFP|PQFP|HTQFP|MQFP|LCC|PLCC|CLCC|LGA|BGA|FBGA|FCBGA|TFBGA|VFBGA|LFBGA|WLCSP|DSBGA|CSP|UCSP|WLP|DFN|UDFN|XDFN|WDFN|TDFN|VDFN|WSON|USON|VSON|SON|X2SON|DPAK|D2PAK|D3PAK|TO-?(252|263|261|236|243|268|277)|SMA|SMB|SMC|SMF|SMP|MELF|MINIMELF|LL-?(34|41)|DO-?(213|214|215|216|219|220|221)|POWERDI|POWERPAK|POWERSO|LFPAK|TDSON|TSDSON|PQFN|DIRECTFET|HC-?49.*S?MD|SC-?(59|62|70|74|75|76|79|88|89|90)|US8|TSOT|EMT|VMT|SST|UMD|SSM|MLP|MLF|LLP|SMD|MICRO\w*|MCPH|CPH|SUPERSOT|SSOT|CHIPLED)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Surface();

    [GeneratedRegex(@"^(DO-?(4|5|8|9|203|205)|TO-?3\b|TO-?204|SOT-?227|STUD|MODULE|KBPC|GBPC|HOCKEY)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Chassis();

    [GeneratedRegex(
        @"^(TO-?(3|3P|202|218|220|225|126|247|251|252|261|262|263|264|268|277|273|204)\b|TO-?(220|247|252|263|126|3P|264)|DPAK|D2PAK|D3PAK|IPAK|I2PAK|SOT-?(223|227|428|404|78|186|429|227|82|32|669|1023|1210)|SOIC|SO-?8|SOP-?8|POWERPAK|POWERSO|LFPAK|TDSON|TSDSON|PG-T|SUPERSO|PQFN|DFN-?(3X3|5X6|8)|PDFN|U-DFN3030|WDFN8|SON-?(3X3|5X6)|VSON|DIRECTFET|POWERDI(3333|5060|5)|MODULE|ISOPLUS|ISOTOP|HSOF|TOLL|TSON|MLP8|MICROFET3)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex High();

    [GeneratedRegex(
        @"^(SOT-?(23|323|343|363|353|143|416|523|563|553|666|723|883|953|1123|346)|SC-?(59|70|75|76|79|88|89|90|101)|TO-?(92|18|236|46|72|226)|DFN-?(1006|0806|1010|0604)|X[12]-?DFN|XDFN|EMT|VMT|UMT|SSM|US6|UMD|SST|ESM|VESM|CST)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Low();

    [GeneratedRegex(
        @"^(SOT-?(89|26|457|1061|1220)|TSOT|TSOP|SSOT|SUPERSOT|SC-?(62|74)|TO-?(39|243|205)|U-?DFN|DFN-?2|UDFN|WDFN|SON-?2|MICRO-?6|MCPH|CPH)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Mid();
}
