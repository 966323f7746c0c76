using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Client;

/// <summary>What a task has answered: one classification for a part number, those of its items for a batch or document.</summary>
[JsonConverter(typeof(Converter))]
public sealed record StatusResult(IReadOnlyList<ClassificationResult> Classifications)
{
    private sealed class Converter : JsonConverter<StatusResult>
    {
        public override StatusResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.TokenType is JsonTokenType.StartArray
                ? JsonSerializer.Deserialize<List<ClassificationResult>>(ref reader, options)!
                : [JsonSerializer.Deserialize<ClassificationResult>(ref reader, options)!]);

        public override void Write(Utf8JsonWriter writer, StatusResult value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Classifications, options);
    }
}
