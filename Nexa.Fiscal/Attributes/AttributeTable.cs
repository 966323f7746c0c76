using System.Collections.Frozen;

namespace Nexa.Fiscal.Attributes;

/// <summary>An attribute with the link that brings it to a code.</summary>
public sealed record LinkedAttribute(AttributeLink Link, ProductAttribute Attribute);

/// <summary>The attributes by NCM of one edition: immutable and safe to share between threads.</summary>
public sealed class AttributeTable
{
    /// <summary>No file was imported: what an NCM asks for is not known.</summary>
    public static readonly AttributeTable None = new(null, DateOnly.MinValue, [], []);

    private readonly FrozenDictionary<string, AttributeLink[]> links;
    private readonly FrozenDictionary<string, ProductAttribute> attributes;

    public AttributeTable(
        Guid? fileId, DateOnly asOf, IEnumerable<AttributeLink> links, IEnumerable<ProductAttribute> attributes)
    {
        (FileId, AsOf) = (fileId, asOf);
        this.links = links.GroupBy(link => link.Ncm, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        this.attributes = attributes.ToFrozenDictionary(attribute => attribute.Code, StringComparer.Ordinal);
    }

    public Guid? FileId { get; }

    /// <summary>The day for which the file speaks.</summary>
    public DateOnly AsOf { get; }

    public bool IsLoaded => FileId is not null;

    /// <summary>
    /// The attributes of a code for imports on a day, in the order of their codes; of several links to one attribute that of the longest
    /// code holds.
    /// </summary>
    public IReadOnlyList<LinkedAttribute> FindFor(string ncm, DateOnly on)
    {
        if (NcmCode.ParseDigits(ncm) is not { } digits)
        {
            return [];
        }

        var found = new Dictionary<string, LinkedAttribute>(StringComparer.Ordinal);
        for (var length = 2; length <= digits.Length; length++)
        {
            foreach (var link in links.GetValueOrDefault(digits[..length], []).Where(link => link.InForce(on) && link.IsOfImport))
            {
                if (attributes.GetValueOrDefault(link.Attribute) is { } attribute && attribute.From <= on && on <= attribute.To)
                {
                    found[link.Attribute] = new LinkedAttribute(link, attribute);
                }
            }
        }

        return [.. found.Values.OrderBy(one => one.Attribute.Code.Length).ThenBy(one => one.Attribute.Code, StringComparer.Ordinal)];
    }
}
