using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Fiscal;

public enum RateKind
{
    Unknown,
    NotTaxed,
    Percent,
}

/// <summary>
/// A rate in percent, or NT (outside the tax), or UNKNOWN. The default is UNKNOWN, so that nothing forgotten is ever read as zero.
/// </summary>
[JsonConverter(typeof(RateJson))]
public readonly record struct Rate
{
    /// <summary>No rate of any law comes near it; what lies above is a slip, and would overflow the sums.</summary>
    public const decimal Highest = 1_000m;

    private readonly decimal percent;

    private Rate(RateKind kind, decimal percent) => (Kind, this.percent) = (kind, percent);

    public static Rate Unknown => default;

    public static Rate NotTaxed => new(RateKind.NotTaxed, 0m);

    public static Rate Zero => FromPercent(0m);

    public RateKind Kind { get; }

    public bool IsKnown => Kind is not RateKind.Unknown;

    /// <summary>The percentage to calculate with: NT gives no tax, UNKNOWN gives no number.</summary>
    public decimal? Percent => Kind is RateKind.Unknown ? null : percent;

    public static Rate FromPercent(decimal percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, Highest);
        return new Rate(RateKind.Percent, percent);
    }

    /// <summary>Reads "9.75", "9,75", "NT", "" (UNKNOWN) and "UNKNOWN"; false when the text is none of them.</summary>
    public static bool TryParse(string? text, out Rate rate)
    {
        text = text?.Trim();
        rate = Unknown;
        if (string.IsNullOrEmpty(text) || text.Equals("UNKNOWN", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Equals("NT", StringComparison.OrdinalIgnoreCase))
        {
            rate = NotTaxed;
            return true;
        }

        if (!decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent > Highest)
        {
            return false;
        }

        rate = FromPercent(percent);
        return true;
    }

    public override string ToString() => Kind switch
    {
        RateKind.Percent => percent.ToString("0.####", CultureInfo.InvariantCulture),
        RateKind.NotTaxed => "NT",
        _ => "UNKNOWN",
    };

    // 5 and 5.00 are the same rate: compare the value, not its digits.
    public bool Equals(Rate other) => Kind == other.Kind && percent == other.percent;

    public override int GetHashCode() => HashCode.Combine(Kind, percent);
}

/// <summary>A rate in JSON: a number, "NT" or "UNKNOWN" (null is read as UNKNOWN).</summary>
public sealed class RateJson : JsonConverter<Rate>
{
    public override bool HandleNull => true;

    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => Rate.Unknown,
        JsonTokenType.Number when reader.TryGetDecimal(out var percent) && percent is >= 0 and <= Rate.Highest => Rate.FromPercent(percent),
        JsonTokenType.String when Rate.TryParse(reader.GetString(), out var rate) => rate,
        _ => throw new JsonException("A alíquota deve ser um número de 0 a 1.000, \"NT\" ou \"UNKNOWN\"."),
    };

    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options)
    {
        if (value.Kind is RateKind.Percent)
        {
            writer.WriteRawValue(value.Percent!.Value.ToString("G29", CultureInfo.InvariantCulture)); // 18, not 18.0000
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
