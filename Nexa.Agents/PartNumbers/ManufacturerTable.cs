using System.Text;

namespace Nexa.Agents.PartNumbers;

/// <summary>A manufacturer as the declaration needs it. Unknown fields are null, never guessed; Source says where the address stands in public.</summary>
public sealed record Manufacturer(
    string Id, string Name, string? LegalName, string? Address, string? City, string? Country, IReadOnlyList<string> Aliases, string Source);

/// <summary>Manufacturers by id, name or alias; former names and merged companies are aliases of the company that makes the parts now.</summary>
public sealed class ManufacturerTable
{
    // Words that a purchase order adds or drops at will.
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "INC", "CORP", "CORPORATION", "CO", "COMPANY", "LTD", "LIMITED", "LLC", "GMBH", "AG", "SA", "SAS", "BV", "NV", "SPA", "SRL", "KG", "KGAA", "PLC", "PTE", "SE",
        "INCORPORATED", "KK", "AB", "OY", "AS", "LP", "HOLDING", "HOLDINGS", "GROUP", "INTL", "THE", "E",
    };

    private readonly Dictionary<string, Manufacturer> byId;
    private readonly Dictionary<string, Manufacturer> byName = new(StringComparer.Ordinal);

    private ManufacturerTable(IReadOnlyList<Manufacturer> all)
    {
        All = all;
        byId = all.ToDictionary(manufacturer => manufacturer.Id, StringComparer.Ordinal);
        foreach (var manufacturer in all)
        {
            foreach (var name in manufacturer.Aliases.Append(manufacturer.LegalName).Append(manufacturer.Name).Append(manufacturer.Id).OfType<string>())
            {
                byName.TryAdd(Key(name), manufacturer);
            }
        }
    }

    public IReadOnlyList<Manufacturer> All { get; }

    public static ManufacturerTable Load() => new(Knowledge.Read<List<Manufacturer>>("Knowledge/manufacturers.json"));

    public Manufacturer? Get(string id) => byId.GetValueOrDefault(id);

    /// <summary>Exact name or alias without legal form; else the longest name that the text begins with ("Infineon Technologies Austria").</summary>
    public Manufacturer? Find(string nameOrAlias)
    {
        var key = Key(nameOrAlias);
        while (key.Length > 0)
        {
            if (byName.TryGetValue(key, out var manufacturer))
            {
                return manufacturer;
            }

            var blank = key.LastIndexOf(' ');
            key = blank < 0 ? "" : key[..blank];
        }

        return null;
    }

    /// <summary>Upper case words without punctuation and legal form, so "Würth Elektronik eiSos GmbH" and "WURTH ELEKTRONIK EISOS" agree.</summary>
    private static string Key(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name.ToUpperInvariant().Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain.Append(c);
            }
            else if (!char.IsAscii(c) && char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark || c is '.' or '\'')
            {
                continue;
            }
            else
            {
                plain.Append(' ');
            }
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = words.Where(word => !LegalForms.Contains(word)).ToArray();
        return string.Join(' ', kept.Length == 0 ? words : kept);
    }
}
