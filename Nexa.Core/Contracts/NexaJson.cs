using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Nexa.Core.Contracts;

/// <summary>How Nexa writes JSON everywhere: snake_case, accents as they are.</summary>
public static class NexaJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
}
