using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Api.Live;

/// <summary>JSON that is already written.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(string Json)
{
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}
