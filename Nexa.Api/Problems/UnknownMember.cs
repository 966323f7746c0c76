using System.Text.Json;
using System.Text.RegularExpressions;

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
        var nearest = known.Select(name => (Name: name, Distance: CountEdits(sent, name)))
            .Where(one => one.Distance <= MostEdits(sent))
            .OrderBy(one => one.Distance).Select(one => one.Name).FirstOrDefault();
        return nearest is null ? $"O campo \"{sent}\" não é reconhecido."
            : $"O campo \"{sent}\" não é reconhecido; o mais próximo é \"{nearest}\".";
    }

    // A third of a name wrong is still a slip of it; more is another name.
    private static int MostEdits(string name) => Math.Max(2, name.Length / 3);

    /// <summary>Insertions, deletions, replacements and exchanges of neighbours between two names.</summary>
    private static int CountEdits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                var replaced = edits[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }

    // "The JSON property 'freigth' could not be mapped to any .NET member contained in type 'Nexa.Api.Features.Taxes.EstimateTaxes'."
    [GeneratedRegex("property '(?<member>.{1,100}?)' could not be mapped .* type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unmapped();
}
