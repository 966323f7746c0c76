using System.Text.Json;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Classify;

/// <summary>What a batch says of one part number. The system that Nexa follows says erp_description, and repeats the part number.</summary>
internal static class BatchItemReader
{
    private const string Repeated = "partnumber";
    private static readonly string[] WithLines = ["description", "erp_description"];
    private static readonly Dictionary<string, int> Longest = new(StringComparer.Ordinal)
    {
        [Repeated] = Limits.LongestPartNumber,
        [WithLines[0]] = Limits.LongestDescription,
        [WithLines[1]] = Limits.LongestDescription,
        ["manufacturer"] = Limits.LongestName,
        ["supplier"] = Limits.LongestName,
        ["ncm"] = Limits.LongestName,
        ["coo"] = Limits.LongestName,
    };

    /// <param name="number">The part number.</param>
    /// <param name="details">An object, or nothing.</param>
    /// <param name="refuse">Takes what is wrong: the field and a sentence.</param>
    public static NewItem ReadItem(string number, JsonElement details, Action<string, string> refuse)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in details.ValueKind is JsonValueKind.Object ? details.EnumerateObject() : default)
        {
            var name = BatchReader.Shorten(BatchReader.ReadOrNull(() => field.Name) ?? "?");
            if (!Longest.TryGetValue(name, out var longest))
            {
                refuse(name, UnknownMember.Describe(name, Longest.Keys));
            }
            else if (ReadValidText(field.Value, longest, WithLines.Contains(name, StringComparer.Ordinal)) is { } text)
            {
                said[name] = text;
            }
            else if (field.Value.ValueKind is not JsonValueKind.Null)
            {
                refuse(name, $"O campo {name} deve ser um texto de até {longest} caracteres, sem caracteres de controle.");
            }
        }

        var (description, erp) = (Find("description"), Find("erp_description"));
        if (Limits.Differ(description, erp))
        {
            refuse("erp_description", Limits.TwoDescriptions);
        }

        if (Find("ncm") is { } ncm && Fiscal.GivenCode.ParseDigits(ncm) is null)
        {
            refuse("ncm", Limits.NoCode);
        }

        if (Find(Repeated) is { } repeated && PartNumber.Normalize(repeated) != PartNumber.Normalize(number))
        {
            refuse(Repeated, "partnumber difere do part number usado como chave.");
        }

        return new(number, description ?? erp, Find("manufacturer"), Find("supplier"), Find("ncm"), Find("coo"));

        string? Find(string name) => said.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Null where it is no text that may stand there.</summary>
    private static string? ReadValidText(JsonElement value, int longest, bool mayHaveLines) =>
        value.ValueKind is JsonValueKind.String && BatchReader.ReadOrNull(value.GetString) is { } text && text.Length <= longest
        && !text.Any(c => char.IsControl(c) && !(mayHaveLines && c is '\r' or '\n' or '\t')) ? text.Trim() : null;
}
