using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nexa.Tests.Auth;

/// <summary>What the contract says of its schemas, fields and answers to whoever builds on it.</summary>
public sealed partial class ContractDescriptionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docs/openapi.json")]
    [InlineData("docs/asyncapi.json")]
    public async Task Every_schema_and_every_field_says_more_than_its_name(string file)
    {
        var document = await ReadAsync(file);
        var silent = new List<string>();
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            Expect(name, name, schema!);
            ExpectFields(name, schema!);
        }

        ExpectFields("message", document["components"]!["messages"]);
        foreach (var (path, verbs) in document["paths"] as JsonObject ?? [])
        {
            foreach (var (verb, operation) in verbs!.AsObject())
            {
                foreach (var parameter in operation!["parameters"] as JsonArray ?? [])
                {
                    Expect($"{verb} {path} {parameter!["name"]}", parameter["name"]!.GetValue<string>(), parameter);
                }

                ExpectFields($"{verb} {path}", operation["requestBody"]);
                ExpectFields($"{verb} {path}", operation["responses"]);
            }
        }

        Assert.True(silent.Count == 0, $"Say it in the C# comment or in descriptions.json: {string.Join(", ", silent)}.");

        void ExpectFields(string where, JsonNode? node)
        {
            foreach (var one in FindObjects(node))
            {
                foreach (var (field, value) in one["properties"] as JsonObject ?? [])
                {
                    Expect($"{where}.{field}", field, value!);
                }
            }
        }

        void Expect(string where, string name, JsonNode described)
        {
            var isExplainedByItsType = described is JsonObject { Count: 1 } && described["$ref"] is not null;
            if (!isExplainedByItsType && !SaysMore(described["description"]?.GetValue<string>(), name))
            {
                silent.Add(where);
            }
        }
    }

    [Fact]
    public async Task No_description_is_left_of_what_is_gone_or_says_it_itself()
    {
        var (rest, events) = (await ReadAsync("docs/openapi.json"), await ReadAsync("docs/asyncapi.json"));
        var written = (await ReadAsync("Nexa.Api/Contract/descriptions.json")).AsObject().Where(one => one.Key[0] != '*').ToList();

        Assert.Empty(written.Where(one => Find(rest, one.Key) != one.Value!.GetValue<string>()
            && Find(events, one.Key) != one.Value!.GetValue<string>()).Select(one => one.Key));

        static string? Find(JsonNode document, string path)
        {
            var schema = document["components"]!["schemas"]![path.Split('.')[0]];
            return (path.Split('.') is [_, var field] ? schema?["properties"]?[field] : schema)?["description"]?.GetValue<string>();
        }
    }

    [Fact]
    public async Task Every_json_answer_has_an_example()
    {
        var without = from answer in await ListJsonAnswersAsync()
                      where answer.Body["example"] is null
                      select answer.Call;

        Assert.Empty(without); // Nexa.Api/Contract/examples.json
    }

    [Fact]
    public async Task A_list_has_cursors_or_says_how_long_it_can_be()
    {
        var endless = from answer in await ListJsonAnswersAsync()
                      where answer.Body["schema"] is { } schema && schema["type"]?.ToString() == "array" && schema["maxItems"] is null
                      select answer.Call;

        Assert.Equal(["get /export-json"], endless); // a file, not a list
    }

    private static async Task<IEnumerable<(string Call, JsonNode Body)>> ListJsonAnswersAsync() =>
        from path in (await ReadAsync("docs/openapi.json"))["paths"]!.AsObject()
        from verb in path.Value!.AsObject()
        from response in verb.Value!["responses"]!.AsObject()
        where response.Key[0] == '2' && response.Value!["content"]?["application/json"] is not null
        select ($"{verb.Key} {path.Key}", response.Value!["content"]!["application/json"]!);

    private static bool SaysMore(string? description, string name) =>
        description is { Length: > 0 } && Filler().Replace(description, "") is var said
        && !string.Equals(said, name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JsonObject> FindObjects(JsonNode? node) => node switch
    {
        JsonObject one => one.Where(member => member.Key is not "example").SelectMany(member => FindObjects(member.Value)).Prepend(one),
        JsonArray list => list.SelectMany(FindObjects),
        _ => [],
    };

    private static async Task<JsonNode> ReadAsync(string file) => JsonNode.Parse(await File.ReadAllTextAsync(Repository.Find(file), Ct))!;

    [GeneratedRegex(@"\b(the|its|a|an|of)\b|\W", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Filler();
}
