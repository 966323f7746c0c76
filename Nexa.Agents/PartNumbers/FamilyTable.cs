namespace Nexa.Agents.PartNumbers;

/// <summary>A family of products: its name in Portuguese and English.</summary>
public sealed record Family(string Id, string Portuguese, string English);

/// <summary>The families that the schemes speak of.</summary>
public sealed class FamilyTable
{
    private readonly Dictionary<string, Family> byId;

    private FamilyTable(IEnumerable<Family> all) => byId = all.ToDictionary(family => family.Id, StringComparer.Ordinal);

    public IReadOnlyCollection<Family> All => byId.Values;

    public static FamilyTable Load() => new(Knowledge.Read<List<Family>>("Knowledge/families.json"));

    public Family? Get(string id) => byId.GetValueOrDefault(id);
}
