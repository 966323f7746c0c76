using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Client;

public partial class NexaRest
{
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull; // a field that is left out keeps its default
        settings.Converters.Add(new JsonStringEnumConverter()); // for lists of words
    }
}
