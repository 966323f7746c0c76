using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Nexa.Documents;

/// <summary>JSON between the worker and its extraction child: snake_case, accents as they are.</summary>
internal static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };
}
