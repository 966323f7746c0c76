using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexa.Agents.PartNumbers;

/// <summary>One file of Knowledge/Schemes: the numbering schemes of a manufacturer, or of a family that many makers share.</summary>
internal sealed record SchemeFile
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Manufacturer id; absent = generic numbers (JEDEC, Pro Electron, second-sourced series).</summary>
    public string? Manufacturer { get; init; }

    /// <summary>The public convention that the file restates.</summary>
    public required string Source { get; init; }

    public Dictionary<string, SegmentText> Segments { get; init; } = [];

    public required IReadOnlyList<SchemeText> Schemes { get; init; }
}

/// <param name="Id">Unique, "manufacturer.series".</param>
/// <param name="Family">Family id; a fact "family" of a segment overrides it.</param>
/// <param name="Pattern">Regular expression of the whole part number, or a list of them; &lt;name&gt; stands for a segment.</param>
/// <param name="Certainty">How sure a match is when no manufacturer is stated.</param>
/// <param name="Examples">Real part numbers and what their data sheets say; the tests read them.</param>
/// <param name="Facts">What is true of every part of the series.</param>
/// <param name="Assumed">What is usual for the series and not proven by the number.</param>
/// <param name="Segments">Segments of this scheme only.</param>
internal sealed record SchemeText(
    string Id, string Family, [property: JsonConverter(typeof(PatternConverter))] string Pattern, IReadOnlyList<SchemeExample> Examples,
    double Certainty = 0.9, Dictionary<string, string>? Facts = null, Dictionary<string, string>? Assumed = null,
    Dictionary<string, SegmentText>? Segments = null);

/// <summary>A real part number; manufacturer and family only where they are not the scheme's.</summary>
internal sealed record SchemeExample(
    string Part, string? Stated = null, string? Manufacturer = null, string? Family = null, string? Facts = null);

/// <summary>A pattern is a text, or a list of alternatives.</summary>
internal sealed class PatternConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? reader.GetString()!
            : string.Join('|', JsonSerializer.Deserialize<string[]>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>What a segment of a part number may say: a table of codes, a table of parts, or an expression with a way to read it.</summary>
internal sealed record SegmentText
{
    /// <summary>Fact key; the segment's own name when absent.</summary>
    public string? Fact { get; init; }

    /// <summary>Alternatives that name the series and say nothing else.</summary>
    public IReadOnlyList<string>? Any { get; init; }

    /// <summary>Code → value, or code → "key=value;key=value". An empty value is a known code that tells nothing.</summary>
    public Dictionary<string, string>? Codes { get; init; }

    /// <summary>Names of the columns after the code, blank separated; "voltage:V" adds the unit.</summary>
    public string? Columns { get; init; }

    /// <summary>"code value value …" with - for unknown and _ for a blank.</summary>
    public IReadOnlyList<string>? Rows { get; init; }

    /// <summary>Regular expression, with <see cref="As"/> the kind of code (see Codes).</summary>
    public string? Re { get; init; }

    public string? As { get; init; }

    /// <summary>With <see cref="Re"/>: what any match says ("-E3/61T" is a tail of one maker only).</summary>
    public string? Value { get; init; }

    public double Scale { get; init; } = 1;

    public string Unit { get; init; } = "";
}

/// <summary>Embedded JSON under Knowledge/.</summary>
internal static class Knowledge
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, // a misspelt key must not pass in silence
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static IEnumerable<string> ListFiles(string folder) => typeof(Knowledge).Assembly.GetManifestResourceNames()
        .Where(name => name.Replace('\\', '/').StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static T ReadFile<T>(string name)
    {
        using var stream = typeof(Knowledge).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"Resource '{name}' is missing.");
        try
        {
            return JsonSerializer.Deserialize<T>(stream, Json) ?? throw new InvalidDataException($"Resource '{name}' is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Resource '{name}': {error.Message}", error);
        }
    }
}
