using System.Globalization;

namespace Nexa.Fiscal.Attributes;

/// <summary>A comparison with the value of the attribute above, perhaps joined to further ones.</summary>
/// <param name="Operator">==, !=, &lt;, &gt;, &lt;=, &gt;= or the same in words.</param>
/// <param name="Join">How the next one is joined: || or &amp;&amp;, OU or E.</param>
public sealed record AttributeCondition(string Operator, string Value, string? Join, AttributeCondition? Next)
{
    /// <summary>Whether it holds for one of the values; null where an operator is not known.</summary>
    public bool? Holds(IReadOnlyList<string> values)
    {
        var own = Operator.ToUpperInvariant() switch
        {
            "==" or "=" or "IGUAL" => values.Any(value => Same(value, Value)),
            "!=" or "<>" or "DIFERENTE" => values.Count > 0 && !values.Any(value => Same(value, Value)),
            ">" or "MAIOR" => Compare(values, order => order > 0),
            "<" or "MENOR" => Compare(values, order => order < 0),
            ">=" or "MAIOR_IGUAL" => Compare(values, order => order >= 0),
            "<=" or "MENOR_IGUAL" => Compare(values, order => order <= 0),
            _ => (bool?)null,
        };
        return Next is null ? own : Join?.ToUpperInvariant() switch
        {
            "||" or "OU" => own | Next.Holds(values),
            "&&" or "E" => own & Next.Holds(values),
            _ => null,
        };
    }

    private bool? Compare(IReadOnlyList<string> values, Func<int, bool> holds) =>
        !ReadNumber(Value, out var limit) ? null : values.Any(value => ReadNumber(value, out var number) && holds(number.CompareTo(limit)));

    private static bool Same(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase) || FoldFlag(a) is { } flag && flag == FoldFlag(b);

    private static bool? FoldFlag(string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "SIM" => true,
        "FALSE" or "NÃO" or "NAO" => false,
        _ => null,
    };

    private static bool ReadNumber(string text, out decimal number) =>
        decimal.TryParse(text.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out number);
}
