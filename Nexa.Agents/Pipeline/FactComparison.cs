using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>When two sources contradict each other about a fact. What is only assumed contradicts nothing.</summary>
internal static class FactComparison
{
    /// <summary>Chosen: written values are rounded ("4.7k", "4K75").</summary>
    private const double SameWithin = 0.02;

    // Texts state these of the part itself; voltages and currents they often state of something else.
    private static readonly HashSet<string> Compared = new(StringComparer.Ordinal)
    {
        "mounting", "package", "capacitance", "resistance", "inductance", "frequency", "polarity", "color", "memory_type", "dielectric",
    };

    public static bool AreContradictory(Fact one, Fact other) =>
        one.Strength is not FactStrength.Assumed && other.Strength is not FactStrength.Assumed && one.Strength != other.Strength
        && Compared.Contains(one.Key) && !DoValuesAgree(one.Key, one.Value, other.Value);

    private static bool DoValuesAgree(string key, string one, string other)
    {
        if (key == "package")
        {
            return Packages.FindMounting(one) is not { } mounting || Packages.FindMounting(other) is not { } rival || mounting == rival;
        }

        if (key == "mounting")
        {
            return one == other || !(IsOnBoard(one) && IsOnBoard(other)); // "board" and "panel" say where, not how
        }

        if (one is ['<' or '>', ..] || other is ['<' or '>', ..])
        {
            var (range, value) = one is ['<' or '>', ..] ? (one, other) : (other, one);
            return Quantity.Parse(value) is not { } inside || Interval.Parse(range).Contains(inside);
        }

        return Quantity.Parse(one) is { } left && Quantity.Parse(other) is { } right
            ? Math.Abs(left - right) <= SameWithin * Math.Max(Math.Abs(left), Math.Abs(right))
            : string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOnBoard(string mounting) => mounting is "smd" or "tht";
}
