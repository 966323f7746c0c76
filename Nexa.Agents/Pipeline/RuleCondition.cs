namespace Nexa.Agents.Pipeline;

/// <summary>"smd|melf", "&lt;=20", "&gt;=1 MHz&amp;&lt;=100 MHz" or "*".</summary>
public sealed class RuleCondition
{
    private readonly string[] _values;
    private readonly (string Operator, double Bound)[] _bounds;

    private RuleCondition(string[] values, (string Operator, double Bound)[] bounds) => (_values, _bounds) = (values, bounds);

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

        return new RuleCondition([], [.. text.Split('&').Select(part =>
        {
            var sign = part.Length > 1 && part[1] == '=' ? part[..2] : part[..1];
            return (sign, Quantity.Parse(part[sign.Length..]) ?? throw new FormatException($"'{part}' is no bound."));
        })]);
    }

    public bool Holds(string value)
    {
        if (_values.Length > 0)
        {
            return _values.Contains(value, StringComparer.OrdinalIgnoreCase);
        }

        if (_bounds.Length == 0)
        {
            return true;
        }

        return Quantity.Parse(value) is { } number && Array.TrueForAll(_bounds, bound => bound.Operator switch
        {
            "<" => number < bound.Bound,
            "<=" => number <= bound.Bound,
            ">" => number > bound.Bound,
            _ => number >= bound.Bound,
        });
    }
}
