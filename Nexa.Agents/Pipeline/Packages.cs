using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Tells from a package how a part is mounted and how much a transistor in it may dissipate.</summary>
internal static class Packages
{
    private static readonly Regex ThroughHole = Expressions.ComposePattern(@"^{through_hole_packages}[A-Z]{0,2}\b");
    private static readonly Regex SurfaceMount = Expressions.ComposePattern("^{surface_mount_packages}");
    private static readonly Regex Chassis = Expressions.ComposePattern("^{chassis_packages}");
    private static readonly Regex HighPower = Expressions.ComposePattern("^{high_power_packages}");
    private static readonly Regex LowPower = Expressions.ComposePattern("^{low_power_packages}");
    private static readonly Regex MidPower = Expressions.ComposePattern("^{mid_power_packages}");

    private static readonly Regex Chip = Expressions.ComposePattern(@"\b{chip_packages}");

    /// <summary>
    /// Whether the text names a package in which chips are sold, or the bits of a memory chip: a "DC-DC converter SOIC-8" is the chip of one.
    /// </summary>
    public static bool NamesChip(string plain) => Chip.IsMatch(plain);

    public static string? FindMounting(string package)
    {
        var name = package.ToUpperInvariant();
        return ThroughHole.IsMatch(name) ? "tht" : SurfaceMount.IsMatch(name) ? "smd" : Chassis.IsMatch(name) ? "chassis" : null;
    }

    /// <summary>high: 1 W or more as a rule; low: below 1 W as a rule; mid: either.</summary>
    public static string? FindPowerClass(string package)
    {
        var name = package.ToUpperInvariant();
        return HighPower.IsMatch(name) ? "high" : LowPower.IsMatch(name) ? "low" : MidPower.IsMatch(name) ? "mid" : null;
    }
}
