using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Client;

/// <summary>
/// A rate: percent (9.75 is 9.75 %), or NT (outside the tax, which is not 0), or UNKNOWN (no table says; never read it as 0).
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Rate
{
    public static Rate NotTaxed { get; } = new() { IsNotTaxed = true };

    public decimal? Percent { get; private init; }
    public bool IsNotTaxed { get; private init; }
    public bool IsUnknown => Percent is null && !IsNotTaxed;

    public static Rate FromPercent(decimal percent) => new() { Percent = percent };

    public override string ToString() =>
        IsNotTaxed ? "NT" : Percent?.ToString(CultureInfo.InvariantCulture) ?? "UNKNOWN";

    private sealed class Converter : JsonConverter<Rate>
    {
        public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.Number ? FromPercent(reader.GetDecimal())
            : reader.GetString() switch
            {
                "NT" => NotTaxed,
                "UNKNOWN" => default,
                var other => throw new JsonException($"'{other}' is no rate."),
            };

        public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options)
        {
            if (value.Percent is { } percent)
            {
                writer.WriteNumberValue(percent);
            }
            else
            {
                writer.WriteStringValue(value.ToString());
            }
        }
    }
}
