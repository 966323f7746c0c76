using System.Text.Json.Nodes;

namespace Nexa.Api.Contract;

/// <summary>Completes the schemas of the generated document.</summary>
internal static class ContractSchemas
{
    private const string Prefix = "#/components/schemas/";

    public static JsonObject Complete(string generated, JsonObject contract, JsonObject descriptions)
    {
        foreach (var (old, name) in contract["rename"]!.AsObject())
        {
            generated = generated.Replace($"{Prefix}{old}\"", $"{Prefix}{name}\"", StringComparison.Ordinal);
        }

        var document = JsonNode.Parse(generated)!.AsObject();
        var schemas = FindSchemas(document);
        foreach (var (old, name) in contract["rename"]!.AsObject())
        {
            var schema = schemas[old];
            schemas.Remove(old);
            schemas[name!.GetValue<string>()] = schema;
        }

        foreach (var (name, schema) in contract["schemas"]!.AsObject().Concat(ContractEnums.Describe()))
        {
            schemas[name] = schema!.DeepClone();
        }

        foreach (var node in Walk(document).ToList())
        {
            Inline(node, contract["inline"]!.AsArray());
            SimplifyType(node);
            JoinLines(node);
        }

        foreach (var (path, field) in contract["fields"]!.AsObject())
        {
            var parts = path.Split('.');
            if (schemas[parts[0]]?["properties"] is JsonObject properties)
            {
                properties[parts[1]] = Override(properties[parts[1]]?.AsObject(), field!);
            }
        }

        RequestRules.ApplyRules(schemas, FindUsed(document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => operation.Value!["requestBody"]).OfType<JsonNode>(), schemas));
        Describe(schemas, contract, descriptions);
        return document;
    }

    /// <summary>
    /// The field as the contract has it: an object whose members are added, or a type's name, <c>?</c> for nullable, <c>[]</c> around it
    /// for a list.
    /// </summary>
    public static JsonObject Override(JsonObject? field, JsonNode contract)
    {
        if (contract is JsonObject members)
        {
            var merged = members.ContainsKey("type") || members.ContainsKey("oneOf") ? [] : field?.DeepClone().AsObject() ?? [];
            foreach (var (name, value) in members)
            {
                merged[name] = value?.DeepClone();
            }

            return merged;
        }

        var text = contract.GetValue<string>();
        var reference = new JsonObject { ["$ref"] = Prefix + text.Trim('[', ']', '?') };
        var result = text[0] == '[' ? new JsonObject { ["type"] = "array", ["items"] = reference }
            : text[^1] == '?' ? new JsonObject { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, reference) }
            : reference;
        if ((field?["description"] ?? field?["oneOf"]?[1]?["description"]) is { } description)
        {
            result["description"] = description.DeepClone();
        }

        return result;
    }

    /// <summary>Copies the schemas that another document refers to and doesn't have itself.</summary>
    public static void CopyUsed(JsonObject document, JsonObject other)
    {
        var (from, to) = (FindSchemas(document), FindSchemas(other));
        foreach (var name in FindUsed([other], from).Order(StringComparer.Ordinal).Where(name => !to.ContainsKey(name)))
        {
            to[name] = from[name]!.DeepClone();
            foreach (var reference in Walk(to[name]).Where(node => node.ContainsKey("$ref")).ToList())
            {
                reference.Remove("description"); // AsyncAPI allows nothing beside a reference
            }
        }
    }

    public static void RemoveUnused(JsonObject document)
    {
        var schemas = FindSchemas(document);
        var used = FindUsed([document["paths"]!], schemas);
        var kept = schemas.Where(schema => used.Contains(schema.Key)).OrderBy(schema => schema.Key, StringComparer.Ordinal)
            .Select(schema => KeyValuePair.Create(schema.Key, schema.Value?.DeepClone())).ToList();
        document["components"]!["schemas"] = new JsonObject(kept);
    }

    public static IEnumerable<JsonObject> Walk(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => Walk(member.Value)).Prepend(one),
        JsonArray list => list.SelectMany(Walk),
        _ => [],
    };

    private static JsonObject FindSchemas(JsonObject document) => document["components"]!["schemas"]!.AsObject();

    private static HashSet<string> FindUsed(IEnumerable<JsonNode> roots, JsonObject schemas)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<JsonNode>(roots);
        while (open.TryDequeue(out var node))
        {
            foreach (var reference in Walk(node).Select(one => one["$ref"]).OfType<JsonValue>().Select(value => value.GetValue<string>()))
            {
                if (reference.StartsWith(Prefix, StringComparison.Ordinal) && used.Add(reference[Prefix.Length..]))
                {
                    open.Enqueue(schemas[reference[Prefix.Length..]] ?? new JsonObject());
                }
            }
        }

        return used;
    }

    // JSON of any shape and files are no types of the contract.
    private static void Inline(JsonObject node, JsonArray names)
    {
        if (node["$ref"] is JsonValue reference && names.Any(name => reference.GetValue<string>() == Prefix + name))
        {
            node.Remove("$ref");
            if (!reference.GetValue<string>().EndsWith("JsonElement", StringComparison.Ordinal))
            {
                (node["type"], node["format"]) = ("string", "binary");
            }
        }
    }

    // Numbers in texts are read too, but what is promised is a number.
    private static void SimplifyType(JsonObject node)
    {
        if (node["type"] is JsonArray types && types.Select(type => type!.GetValue<string>()).ToList() is var all
            && all.Remove("string") && (all.Contains("integer") || all.Contains("number")))
        {
            if (node["pattern"]?.GetValue<string>() is { } pattern)
            {
                node.Remove("pattern");
                if (all.Contains("number") && !pattern.Contains("[eE]", StringComparison.Ordinal))
                {
                    node["format"] = "decimal"; // only floating point is written with an exponent
                }
            }

            node["type"] = all.Count == 1 ? all[0] : new JsonArray([.. all.Select(type => (JsonNode)type)]);
        }

        if (node["minLength"] is JsonValue least && least.GetValueKind() is System.Text.Json.JsonValueKind.Number
            && least.GetValue<int>() == 0)
        {
            node.Remove("minLength");
        }
    }

    // A comment of the code may be wrapped anywhere.
    private static void JoinLines(JsonObject node)
    {
        if (node["description"] is JsonValue text && text.GetValueKind() is System.Text.Json.JsonValueKind.String)
        {
            node["description"] = string.Join(' ', text.GetValue<string>().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private static void Describe(JsonObject schemas, JsonObject contract, JsonObject descriptions)
    {
        var money = contract["money"]!.AsArray().Select(name => name!.GetValue<string>()).ToList();
        foreach (var (name, schema) in schemas)
        {
            AddDescription(schema!.AsObject(), descriptions[name]);
            if (money.Contains(name))
            {
                var fields = schema["properties"]!.AsObject().Select(field => (JsonNode)field.Key);
                schema["required"] = new JsonArray([.. fields]); // null is an amount that is not known, and it is written
            }

            foreach (var (field, value) in schema["properties"] as JsonObject ?? [])
            {
                LiftDescription(value!.AsObject());
                AddDescription(value.AsObject(), descriptions[$"{name}.{field}"] ?? DescribeAny(field, money.Contains(name)));
            }
        }

        JsonNode? DescribeAny(string field, bool isMoney) => descriptions[$"*.{field}"]?.GetValue<string>() is not { } text ? null
            : isMoney ? $"{text.TrimEnd('.')}, in reais; null where a rate is UNKNOWN." : text;
    }

    private static void AddDescription(JsonObject described, JsonNode? text)
    {
        if (described["description"] is null && text is not null)
        {
            described["description"] = text.DeepClone();
        }
    }

    // What is said of a field that may be null is said of the field, not of the type that it has otherwise.
    private static void LiftDescription(JsonObject field)
    {
        if (field["description"] is null && field["oneOf"]?[1] is JsonObject type && type["description"] is { } description)
        {
            type.Remove("description");
            field["description"] = description;
        }
    }
}
