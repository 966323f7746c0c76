using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Client;

/// <summary>The part numbers of a batch, each with what is known of it.</summary>
[JsonConverter(typeof(Converter))]
public sealed class BatchPartNumbers : Dictionary<string, BatchPart>
{
    public BatchPartNumbers()
        : base(StringComparer.Ordinal)
    {
    }

    public BatchPartNumbers(IEnumerable<string> partNumbers)
        : this()
    {
        foreach (var number in partNumbers)
        {
            this[number] = new BatchPart();
        }
    }

    private sealed class Converter : JsonConverter<BatchPartNumbers>
    {
        public override BatchPartNumbers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A batch is sent, never answered.");

        public override void Write(Utf8JsonWriter writer, BatchPartNumbers value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<IReadOnlyDictionary<string, BatchPart>>(writer, value, options);
    }
}
