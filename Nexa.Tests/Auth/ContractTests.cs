using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nexa.Tests.Auth;

/// <summary>
/// The descriptions that others build on, against the files that reviews see: a change of the interface is a change of a file. Run with
/// NEXA_WRITE_CONTRACT=1, this writes the files.
/// </summary>
public sealed partial class ContractTests(Servers servers)
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/openapi/v1.json", "docs/openapi.json")]
    [InlineData("/asyncapi/v1.json", "docs/asyncapi.json")]
    public async Task The_description_is_the_committed_one(string path, string file)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();
        var served = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Ct))!.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("NEXA_WRITE_CONTRACT") is "1")
        {
            await File.WriteAllTextAsync(Repository.Find(file), served, Ct);
        }

        Assert.True(
            served == await Repository.ReadAsync(file),
            $"{path} is no longer {file}: run this test with NEXA_WRITE_CONTRACT=1, look at the change and commit it.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own()
    {
        var operations = (await ReadAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject(), (path, verb) =>
            (Call: $"{verb.Key.ToUpperInvariant()} {path.Key}", Id: verb.Value!["operationId"]?.GetValue<string>())).ToList();

        Assert.Empty(operations.Where(operation => operation.Id is null).Select(operation => operation.Call)); // WithName at the endpoint
        Assert.Empty(operations.GroupBy(operation => operation.Id, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => same.Key));
    }

    [Fact]
    public async Task No_two_paths_are_one()
    {
        var paths = (await ReadAsync())["paths"]!.AsObject().Select(path => Parameter().Replace(path.Key, "{}")).ToList();

        Assert.Equal(paths.Distinct(StringComparer.Ordinal), paths);
    }

    [Fact]
    public async Task No_argument_is_asked_for_twice()
    {
        foreach (var (path, verbs) in (await ReadAsync())["paths"]!.AsObject())
        {
            foreach (var (_, operation) in verbs!.AsObject())
            {
                var names = (operation!["parameters"] as JsonArray ?? []).Select(parameter => parameter!["name"]!.GetValue<string>())
                    .Concat((operation["requestBody"]?["content"]?["multipart/form-data"]?["schema"]?["properties"] as JsonObject
                        ?? []).Select(field => field.Key))
                    .ToList();
                Assert.True(names.Distinct(StringComparer.Ordinal).Count() == names.Count, $"{path}: {string.Join(", ", names)}");
            }
        }
    }

    [Fact]
    public async Task Every_field_has_a_type_and_every_number_says_what_it_counts()
    {
        var wrong = new List<string>();
        foreach (var (name, schema) in (await ReadAsync())["components"]!["schemas"]!.AsObject())
        {
            foreach (var (field, value) in schema!["properties"] as JsonObject ?? [])
            {
                var types =
                    value!["type"] switch { JsonArray many => many.Select(type => type!.ToString())
                        .ToList(), { } one => [one.ToString()], null => [] };
                if (types.Count == 0 && value["$ref"] is null && value["oneOf"] is null && name != "FieldChange")
                {
                    wrong.Add($"{name}.{field} has no type");
                }

                if (types.Intersect(["integer", "number"], StringComparer.Ordinal).Any()
                    && (types.Contains("string", StringComparer.Ordinal) || value["description"] is null))
                {
                    wrong.Add($"{name}.{field} is a text too, or has no description");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_json_body_has_an_example_which_the_page_at_docs_sends()
    {
        var without = from path in (await ReadAsync())["paths"]!.AsObject()
                      from verb in path.Value!.AsObject()
                      where verb.Value!["requestBody"]?["content"]?["application/json"] is JsonObject body && body["example"] is null
                      select $"{verb.Key.ToUpperInvariant()} {path.Key}";

        Assert.Empty(without); // Nexa.Api/Contract/examples.json
    }

    [Fact]
    public async Task No_name_of_code_leaks()
    {
        var names = (await ReadAsync())["components"]!["schemas"]!.AsObject().Select(schema => schema.Key);

        Assert.DoesNotContain(names, name => CodeName().IsMatch(name));
    }

    [Fact]
    public async Task Words_of_a_closed_set_are_listed_and_rates_are_numbers_or_say_why_not()
    {
        var schemas = (await ReadAsync())["components"]!["schemas"]!;

        Assert.Equal(["STARTED", "PROCESSING", "DONE", "FAILED", "CANCELLED"], schemas["TaskStatus"]!["enum"]!.AsArray()
            .Select(one => one!.GetValue<string>()));
        Assert.Equal("#/components/schemas/TaskStatus", schemas["TaskView"]!["properties"]!["status"]!["$ref"]!.GetValue<string>());
        Assert.Equal("#/components/schemas/Role", schemas["MyOrganisation"]!["properties"]!["role"]!["$ref"]!.GetValue<string>());
        Assert.Equal(["NT", "UNKNOWN"], schemas["Rate"]!["oneOf"]![1]!["enum"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Contains("GATE", schemas["ReviewReason"]!["enum"]!.AsArray().Select(one => one!.GetValue<string>()));
    }

    [Fact]
    public async Task The_events_are_described_with_the_schemas_of_their_answers()
    {
        var events = JsonNode.Parse(await Repository.ReadAsync("docs/asyncapi.json"))!;

        Assert.Equal("3.0.0", events["asyncapi"]!.GetValue<string>());
        Assert.NotNull(events["components"]!["schemas"]!["ClassificationResult"]);
        Assert.NotNull(events["components"]!["schemas"]!["StatusUpdate"]!["properties"]!["final"]);
    }

    private static async Task<JsonNode> ReadAsync() => JsonNode.Parse(await Repository.ReadAsync("docs/openapi.json"))!;

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("AnonymousType|RawJson|SseItem|JsonElement|FormFile|^Said$|^Stream$|Of[A-Z]?[a-z]+$", RegexOptions.None, 1000)]
    private static partial Regex CodeName();
}
