using System.Reflection;
using System.Text.Json;
using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

/// <summary>The JSON schema for editors names the same keys as the records that read the files.</summary>
public sealed class SchemeSchemaTests
{
    [Theory]
    [InlineData(typeof(SchemeFile), "")]
    [InlineData(typeof(SchemeText), "scheme")]
    [InlineData(typeof(SegmentText), "segment")]
    public void Schema_and_reader_know_the_same_keys(Type record, string definition)
    {
        using var stream = typeof(SchemeFile).Assembly.GetManifestResourceStream("Knowledge/scheme.schema.json")!;
        using var schema = JsonDocument.Parse(stream);
        var at = definition.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(definition);

        var described = at.GetProperty("properties").EnumerateObject().Select(property =>
            property.Name.TrimStart('$')).Order(StringComparer.Ordinal);
        var read = record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal);

        Assert.Equal(read, described);
    }
}
