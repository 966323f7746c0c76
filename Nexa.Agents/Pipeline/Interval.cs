namespace Nexa.Agents.Pipeline;

/// <summary>"&lt;=3", "&gt;1 MHz": one side of an interval.</summary>
internal readonly record struct Bound(bool IsUpper, bool IsInclusive, double Value);

/// <summary>The numbers between two bounds.</summary>
internal readonly record struct Interval(double Low, bool LowInclusive, double High, bool HighInclusive)
{
    public static Interval Parse(string text) => FromBounds(ParseBounds(text));

    public static Bound[] ParseBounds(string text) => [.. text.Split('&').Select(part =>
    {
        var inclusive = part.Length > 1 && part[1] == '=';
        var value = Quantity.Parse(part[(inclusive ? 2 : 1)..]) ?? throw new FormatException($"'{part}' is no bound.");
        return new Bound(part[0] == '<', inclusive, value);
    })];

    public static Interval FromBounds(IEnumerable<Bound> bounds)
    {
        var interval = new Interval(double.NegativeInfinity, true, double.PositiveInfinity, true);
        foreach (var bound in bounds)
        {
            interval = bound.IsUpper
                ? interval with { High = bound.Value, HighInclusive = bound.IsInclusive }
                : interval with { Low = bound.Value, LowInclusive = bound.IsInclusive };
        }

        return interval;
    }

    public bool Contains(double number) =>
        (LowInclusive ? number >= Low : number > Low) && (HighInclusive ? number <= High : number < High);

    public bool Contains(Interval other) =>
        (other.Low > Low || (other.Low == Low && (LowInclusive || !other.LowInclusive)))
        && (other.High < High || (other.High == High && (HighInclusive || !other.HighInclusive)));

    /// <summary>Whether the two have a number in common.</summary>
    public bool Overlaps(Interval other) =>
        (Low < other.High || (Low == other.High && LowInclusive && other.HighInclusive))
        && (other.Low < High || (other.Low == High && other.LowInclusive && HighInclusive));
}
