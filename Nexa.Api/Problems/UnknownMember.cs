using System.Text.Json;
using System.Text.RegularExpressions;
using Nexa.Fiscal;

namespace Nexa.Api.Problems;

/// <summary>A member of a request that its record does not have: named, with the nearest one that it has.</summary>
internal static partial class UnknownMember
{
    /// <summary>Null when the exception is about something else.</summary>
    public static string? Describe(JsonException json, JsonSerializerOptions options)
    {
        if (Unmapped().Match(json.Message) is not { Success: true } unmapped)
        {
            return null;
        }

        var sent = unmapped.Groups["member"].Value;
        var record = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name!.StartsWith("Nexa.", StringComparison.Ordinal))
            .Select(assembly => assembly.GetType(unmapped.Groups["type"].Value)).FirstOrDefault(type => type is not null);
        return Describe(sent, record is null ? [] : options.GetTypeInfo(record).Properties.Select(property => property.Name));
    }

    /// <summary>A sentence on a member that is none of the known ones.</summary>
    public static string Describe(string sent, IEnumerable<string> known)
    {
        var nearest = NearestName.Find(sent, known);
        return nearest is null ? $"O campo \"{sent}\" não é reconhecido."
            : $"O campo \"{sent}\" não é reconhecido; o mais próximo é \"{nearest}\".";
    }

    // "The JSON property 'freigth' could not be mapped to any .NET member contained in type 'Nexa.Api.Features.Taxes.EstimateTaxes'."
    [GeneratedRegex("property '(?<member>.{1,100}?)' could not be mapped .* type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unmapped();
}
