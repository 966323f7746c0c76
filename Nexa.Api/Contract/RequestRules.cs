using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexa.Api.Contract;

/// <summary>
/// What a request must have. The generated schemas take every member of a record's constructor for required and don't see the attributes
/// of its parameters; answers may grow, so that only requests forbid unknown members.
/// </summary>
internal static class RequestRules
{
    private static readonly Dictionary<string, Type> Requests = typeof(RequestRules).Assembly.GetExportedTypes()
        .Where(type => !type.IsNested).ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static void ApplyRules(JsonObject schemas, HashSet<string> sent)
    {
        foreach (var (name, schema) in schemas)
        {
            if (!sent.Contains(name))
            {
                if (schema!["additionalProperties"] is JsonValue)
                {
                    schema.AsObject().Remove("additionalProperties");
                }
            }
            else if (Requests.TryGetValue(name, out var type) && schema!["properties"] is JsonObject fields)
            {
                ApplyRules(schema.AsObject(), fields, type);
            }
        }
    }

    private static void ApplyRules(JsonObject schema, JsonObject fields, Type type)
    {
        schema.Remove("required");
        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .ToLookup(one => one.Name, StringComparer.Ordinal);
        var required = new JsonArray();
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (fields[name] is not JsonObject field)
            {
                continue;
            }

            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>()
                .Concat(parameters[property.Name].SelectMany(parameter => parameter.GetCustomAttributes<ValidationAttribute>())))
            {
                switch (rule)
                {
                    case RequiredAttribute:
                        required.Add(name);
                        field = WithoutNull(field);
                        fields[name] = field;
                        break;
                    case StringLengthAttribute length:
                        field["maxLength"] = length.MaximumLength;
                        if (length.MinimumLength > 0)
                        {
                            field["minLength"] = length.MinimumLength;
                        }

                        break;
                    case MinLengthAttribute least when field["items"] is not null:
                        field["minItems"] = least.Length;
                        break;
                    case EmailAddressAttribute:
                        field["format"] = "email";
                        break;
                }
            }
        }

        if (required.Count > 0)
        {
            schema["required"] = required;
        }
    }

    private static JsonObject WithoutNull(JsonObject field)
    {
        if (field["type"] is JsonArray types)
        {
            var left = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToList();
            field["type"] = left.Count == 1 ? left[0] : new JsonArray([.. left.Select(type => (JsonNode)type)]);
        }

        return field["oneOf"] is JsonArray { Count: 2 } either
            && either[0]!["type"]?.ToString() == "null" ? either[1]!.DeepClone().AsObject()
            : field.DeepClone().AsObject();
    }
}
