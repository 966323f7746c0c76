using System.Globalization;
using System.Text.Json;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Classify;

/// <summary>The part numbers of a batch, each once, or what is wrong with them.</summary>
internal static class BatchReader
{
    public static (List<NewItem> Items, Dictionary<string, string[]> Errors) ReadItems(JsonElement partNumbers, int most)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var count = partNumbers.ValueKind switch
        {
            JsonValueKind.Array => partNumbers.GetArrayLength(),
            JsonValueKind.Object => partNumbers.GetPropertyCount(),
            _ => -1,
        };
        if (count is < 1)
        {
            errors["partnumbers"] = ["partnumbers deve ser uma lista ou um objeto com ao menos um part number."];
            return ([], errors);
        }

        if (count > most)
        {
            errors["partnumbers"] = [string.Create(CultureInfo.GetCultureInfo("pt-BR"),
                $"São aceitos até {most:N0} part numbers por lote; este tem {count:N0}.")];
            return ([], errors);
        }

        var items = new List<NewItem>(count);
        if (partNumbers.ValueKind is JsonValueKind.Array)
        {
            foreach (var (position, element) in partNumbers.EnumerateArray().Index())
            {
                Take(element.ValueKind is JsonValueKind.String ? ReadOrNull(element.GetString) : null, default, $"partnumbers[{position}]");
            }
        }
        else
        {
            foreach (var property in partNumbers.EnumerateObject())
            {
                var name = ReadOrNull(() => property.Name);
                Take(name, property.Value, $"partnumbers.{Shorten(name ?? "?")}");
            }
        }

        return (NewItem.Distinct(items), errors);

        void Take(string? number, JsonElement details, string where)
        {
            number = number?.Trim();
            if (number is null || !Limits.IsPartNumber(number))
            {
                AddError(where,
                    $"O part number deve ter de {Limits.ShortestPartNumber} a {Limits.LongestPartNumber} caracteres, sem caracteres de "
                    + "controle ou invisíveis.");
                return;
            }

            if (details.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
            {
                AddError(where, "Os dados de cada part number devem ser um objeto JSON.");
                return;
            }

            items.Add(BatchItemReader.ReadItem(number, details, (field, message) => AddError($"{where}.{field}", message)));
        }

        void AddError(string where, string message)
        {
            if (errors.Count < 20)
            {
                errors[where] = [message];
            }
        }
    }

    /// <summary>Null where half a surrogate pair makes it no text at all.</summary>
    internal static string? ReadOrNull(Func<string?> get)
    {
        try
        {
            return get();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    internal static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
