using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>Other ways in which a part number is written: with a label, a distributor's prefix or tail, or without its dash.</summary>
internal static partial class WrittenNumber
{
    private static readonly Regex Label = Expressions.ComposePattern("^{part_number_labels}[.:#]+ *", RegexOptions.IgnoreCase);
    private static readonly Regex DistributorTail = Expressions.ComposePattern(@"{distributor_tails}?-ND\z");

    /// <summary>Chosen: places where a dash is tried; each costs a decoding.</summary>
    private const int MostDashes = 12;

    /// <summary>Characters. Chosen: what a distributor's prefix leaves of a shorter number is no part number.</summary>
    private const int ShortestPart = 5;

    /// <summary>"P/N: LM358" is LM358.</summary>
    public static string RemoveLabel(string written) => Label.Replace(written.Trim().Trim('"', '\'', '“', '”'), "").Trim();

    /// <summary>"80-C0603C104K5RAC" (Mouser) is C0603C104K5RAC; "…CT-ND" (Digi-Key) is the part without it.</summary>
    public static string? RemoveDistributor(string part)
    {
        var bare = DistributorTail.Replace(DistributorPrefix().Replace(part, ""), "");
        return bare.Length >= ShortestPart && bare.Length < part.Length ? bare : null;
    }

    /// <summary>The part with a dash at each place where letters and digits meet, for those who leave it out.</summary>
    public static IEnumerable<string> InsertDashes(string part) => part.Contains('-', StringComparison.Ordinal)
        || part.Length < ShortestPart ? [] :
        Enumerable.Range(2, part.Length - 3)
            .Where(at => char.IsAsciiLetter(part[at - 1]) != char.IsAsciiLetter(part[at]))
            .Take(MostDashes).Select(at => part.Insert(at, "-"));

    /// <summary>"399-7845-1-ND": the distributor's own order code, in which nothing of the maker's number stands.</summary>
    public static bool IsOrderCode(string part) => part.EndsWith("-ND", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\d{2,3}-(?=[A-Z0-9]*[A-Z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DistributorPrefix();
}
