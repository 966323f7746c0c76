using System.Text.Json;

namespace Nexa.Agents.Pipeline;

/// <summary>Knowledge/family-names.json: Portuguese names of the families that only descriptions speak of.</summary>
internal static class FamilyNames
{
    private static readonly Lazy<Dictionary<string, string>> s_names = new(() =>
    {
        using var stream = typeof(FamilyNames).Assembly.GetManifestResourceStream("Knowledge/family-names.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    });

    public static string? Get(string family) => s_names.Value.GetValueOrDefault(family);
}
