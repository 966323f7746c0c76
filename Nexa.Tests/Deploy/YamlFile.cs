using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Nexa.Tests.Deploy;

/// <summary>The documents of a YAML file as JSON, anchors and merged keys resolved, plain words read as YAML 1.2 does.</summary>
internal static class YamlFile
{
    public static async Task<JsonObject> ReadOneAsync(string path) => Assert.Single(await ReadAllAsync(path));

    public static async Task<List<JsonObject>> ReadAllAsync(string path)
    {
        var stream = new YamlStream();
        using var text = new StringReader(await Repository.ReadAsync(path));
        stream.Load(text);
        return [.. stream.Documents.Select(document => Convert(document.RootNode)!.AsObject())];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => Merge(map),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } word => ConvertWord(word.Value ?? ""),
        YamlScalarNode text => JsonValue.Create(text.Value),
        _ => throw new InvalidOperationException($"{node.NodeType} is not read."),
    };

    /// <summary>What a map says itself comes before what it merges in (<c>&lt;&lt;: *anchor</c>).</summary>
    private static JsonObject Merge(YamlMappingNode map)
    {
        var merged = map.Children.TryGetValue("<<", out var anchor) ? Convert(anchor)!.AsObject() : [];
        foreach (var (key, value) in map.Children.Where(pair => ((YamlScalarNode)pair.Key).Value != "<<"))
        {
            merged[((YamlScalarNode)key).Value!] = Convert(value);
        }

        return merged;
    }

    private static JsonValue? ConvertWord(string word) => word switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(word),
    };
}
