namespace Nexa.Agents.PartNumbers;

/// <summary>Knowledge/families.json: what each family of products is called in Portuguese.</summary>
public sealed class FamilyTable
{
    private readonly Dictionary<string, string> names;

    private FamilyTable(Dictionary<string, string> names) => this.names = names;

    public IReadOnlyCollection<string> Ids => names.Keys;

    public static FamilyTable Load() =>
        new(new(Knowledge.ReadFile<Dictionary<string, string>>("Knowledge/families.json"), StringComparer.Ordinal));

    /// <summary>The name of the family or of the nearest one above it.</summary>
    public string? FindName(string family)
    {
        for (var at = family; ; at = at[..at.LastIndexOf('.')])
        {
            if (names.TryGetValue(at, out var name))
            {
                return name;
            }

            if (!at.Contains('.', StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    public bool HasFamily(string family) => names.ContainsKey(family);
}
