using System.Text.Json.Nodes;

namespace Nexa.Api.Contract;

/// <summary>Completes the operations of the generated document: names, parameters, examples.</summary>
internal static class ContractOperations
{
    private const string UserId = "user_id";

    public static void Complete(JsonObject document, JsonObject contract, JsonObject examples)
    {
        document["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "Where this document comes from." });
        document["info"]!["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" };
        document["info"]!["contact"] = new JsonObject { ["name"] = "Nexa" };
        foreach (var tag in document["tags"]!.AsArray())
        {
            tag!["description"] = contract["tags"]![tag["name"]!.GetValue<string>()]?.DeepClone();
        }

        foreach (var (path, verbs) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in verbs!.AsObject())
            {
                Complete($"{verb.ToUpperInvariant()} {path}", operation!.AsObject(), contract, examples);
            }
        }
    }

    private static void Complete(string call, JsonObject operation, JsonObject contract, JsonObject examples)
    {
        operation["description"] ??= operation["summary"]?.DeepClone();
        var form = operation["requestBody"]?["content"]?["multipart/form-data"]?["schema"]?["properties"] as JsonObject;
        if (form is not null)
        {
            var required = operation["requestBody"]!["content"]!["multipart/form-data"]!["schema"]!["required"] as JsonArray ?? [];
            foreach (var (_, optional) in form.Where(field => !required.Any(name => name!.GetValue<string>() == field.Key)))
            {
                optional!["type"] = new JsonArray("string", "null"); // some generators ask for every field that can't be null
            }

            foreach (var (field, about) in form)
            {
                about!["description"] ??= contract["parameters"]![field]?["description"]?.DeepClone();
            }
        }

        if (operation["parameters"] is JsonArray parameters)
        {
            // Some generators make one argument of a form's field and of a query's parameter of the same name.
            parameters.RemoveAll(parameter => parameter!["name"]!.GetValue<string>() == UserId && form?.ContainsKey(UserId) is true);
            foreach (var parameter in parameters)
            {
                Complete(call, parameter!.AsObject(), contract["parameters"]!.AsObject());
            }
        }

        var answer = operation["responses"]!.AsObject().FirstOrDefault(response => response.Key[0] == '2').Value?["content"] as JsonObject;
        if (contract["answers"]![call] is { } schema && answer is not null)
        {
            answer["application/json"]!["schema"] = schema.DeepClone();
        }

        if (operation["operationId"] is { } name && examples[name.GetValue<string>()] is { } example)
        {
            AddExample(operation["requestBody"]?["content"] as JsonObject, example["request"]);
            AddExample(answer, example["response"]);
        }
    }

    private static void Complete(string call, JsonObject parameter, JsonObject contract)
    {
        var name = parameter["name"]!.GetValue<string>();
        if ((contract[$"{call} {name}"] as JsonObject ?? contract[name]) is JsonObject known)
        {
            parameter["description"] ??= known["description"]?.DeepClone();
            foreach (var (rule, value) in known["schema"] as JsonObject ?? [])
            {
                parameter["schema"]![rule] = value?.DeepClone();
            }
        }

        if (contract[$"{call} {name}"] is JsonValue type)
        {
            var schema = ContractSchemas.Override(null, type);
            if (parameter["schema"]!["default"] is { } byDefault)
            {
                schema["default"] = byDefault.DeepClone();
            }

            parameter["schema"] = schema;
        }
        else if (contract[$"{call} {name}"] is JsonObject own)
        {
            parameter["description"] = own["description"]!.DeepClone();
        }
    }

    private static void AddExample(JsonObject? content, JsonNode? example)
    {
        if (content?["application/json"] is JsonObject body && example is not null)
        {
            body["example"] = example.DeepClone();
        }
    }
}
