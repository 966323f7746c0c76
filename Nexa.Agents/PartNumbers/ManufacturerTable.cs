namespace Nexa.Agents.PartNumbers;

/// <summary>
/// A manufacturer as the declaration needs it. Unknown fields are null, never guessed; Source says where the address stands in public.
/// </summary>
public sealed record Manufacturer(
    string Id, string Name, string? LegalName, string? Address, string? City, string? Country, IReadOnlyList<string> Aliases,
        string Source);

/// <summary>
/// Manufacturers by id, name or alias; former names and merged companies are aliases of the company that makes the parts now.
/// </summary>
public sealed class ManufacturerTable
{
    private readonly Dictionary<string, Manufacturer> byId;
    private readonly Dictionary<string, Manufacturer> byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> firstWords = new(StringComparer.Ordinal);

    private ManufacturerTable(IReadOnlyList<Manufacturer> all)
    {
        All = all;
        byId = all.ToDictionary(manufacturer => manufacturer.Id, StringComparer.Ordinal);
        foreach (var manufacturer in all)
        {
            foreach (var name in manufacturer.Aliases.Append(manufacturer.LegalName).Append(manufacturer.Name).Append(manufacturer.Id)
                .OfType<string>())
            {
                var key = CompanyWords.Current.ToKey(name);
                byName.TryAdd(key, manufacturer);
                firstWords.Add(key.Split(' ')[0]);
            }
        }
    }

    public IReadOnlyList<Manufacturer> All { get; }

    public static ManufacturerTable Load() => new(Knowledge.ReadFile<List<Manufacturer>>("Knowledge/manufacturers.json"));

    public Manufacturer? FindById(string id) => byId.GetValueOrDefault(id);

    /// <summary>By its whole name or a registered alias; legal forms, places and endings that any company bears don't count.</summary>
    public Manufacturer? Find(string nameOrAlias) => CompanyWords.Current.IsSeller(nameOrAlias)
        ? null
        : CompanyWords.Current.ListKeys(nameOrAlias).Select(byName.GetValueOrDefault).FirstOrDefault(found => found is not null);

    /// <summary>Whether some name begins with this word.</summary>
    internal bool BeginsName(string word) => firstWords.Contains(word);

    /// <summary>By exactly these words, legal forms apart: for names inside texts.</summary>
    public Manufacturer? FindExactly(string words) => byName.GetValueOrDefault(CompanyWords.Current.ToKey(words));
}
