namespace Nexa.Agents.Pipeline;

/// <summary>"smd|melf", "&lt;=20", "&gt;=1 MHz&amp;&lt;=100 MHz" or "*".</summary>
public sealed class RuleCondition
{
    private readonly string[] values;
    private readonly Bound[] bounds;

    private RuleCondition(string[] values, Bound[] bounds) => (this.values, this.bounds) = (values, bounds);

    public static RuleCondition Any { get; } = new([], []);

    public static RuleCondition Parse(string text)
    {
        if (text == "*")
        {
            return Any;
        }

        if (text[0] is not ('<' or '>'))
        {
            return new RuleCondition(text.Split('|'), []);
        }

        return new RuleCondition([], Interval.ParseBounds(text));
    }

    /// <summary>Whether the value meets the condition; of a range ("&lt;=3") all of it must.</summary>
    public bool IsMetBy(string value)
    {
        if (values.Length > 0)
        {
            return values.Contains(value, StringComparer.OrdinalIgnoreCase);
        }

        if (value is ['<' or '>', ..])
        {
            var (inner, outer) = (Interval.Parse(value), Interval.FromBounds(bounds));
            return outer.Contains(inner);
        }

        return bounds.Length == 0 || (Quantity.Parse(value) is { } number && Interval.FromBounds(bounds).Contains(number));
    }

    /// <summary>Whether a range reaches into the condition without being all inside: then it settles nothing.</summary>
    public bool IsLeftOpenBy(string value) =>
        value is ['<' or '>', ..] && bounds.Length > 0 && !IsMetBy(value) && Interval.FromBounds(bounds).Overlaps(Interval.Parse(value));
}
