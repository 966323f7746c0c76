using Nexa.Fiscal.Attributes;

namespace Nexa.Fiscal.Import;

/// <summary>A new file of attributes over the one in force: what it no longer says is carried over with its end.</summary>
internal static class AttributeMerge
{
    public static (FiscalFile Merged, ImportDiff Diff) Merge(FiscalFile file, FiscalFile? before)
    {
        if (before is null)
        {
            return (file, ImportDiff.First);
        }

        var lastDay = file.AsOf.AddDays(-1);
        var (now, was) = (file.Links.ToLookup(BuildKey), before.Links.ToLookup(BuildKey));
        var links = new List<AttributeLink>(file.Links.Count);
        var changed = new List<ChangedRate>();
        foreach (var group in now)
        {
            var old = was[group.Key].ToList();
            links.AddRange(group.Select(link => BeginAnew(link, old, file.AsOf)));
            links.AddRange(old.Where(link => group.All(one => one.From > link.To)));
            var open = old.Find(link => link.To == NcmNode.Open);
            var next = group.FirstOrDefault(link => link.To == NcmNode.Open);
            if (open is not null && next is not null && Differs(open, next))
            {
                links.AddRange(open.From <= lastDay && next.From <= open.From ? [open with { To = lastDay }] : []);
                changed.Add(new(group.Key.Ncm, group.Key.Attribute, Describe(open), Describe(next)));
            }
        }

        var gone = before.Links.Where(link => !now.Contains(BuildKey(link))).ToList();
        links.AddRange(gone.Select(link => link.To < lastDay ? link : link with { To = lastDay }).Where(link => link.From <= link.To));
        var defined = file.Attributes.ToDictionary(attribute => attribute.Code, StringComparer.Ordinal);
        var redefined = before.Attributes
            .Where(old => defined.TryGetValue(old.Code, out var one) && one.WriteJson() != old.WriteJson())
            .Select(old => new ChangedRate("", old.Code, DescribeDefinition(old), DescribeDefinition(defined[old.Code])));
        return (
            file with
            {
                Links = [.. links.Distinct()],
                Attributes = [.. file.Attributes, .. before.Attributes.Where(old => !defined.ContainsKey(old.Code))],
            },
            new ImportDiff(
                [.. now.Where(group => !was.Contains(group.Key)).Select(group => $"{group.Key.Ncm} {group.Key.Attribute}")],
                [.. gone.Where(link => link.To == NcmNode.Open).Select(link => new EndedCode(link.Ncm, lastDay, null, link.Attribute))],
                [.. changed, .. redefined]));
    }

    // The file writes over what it said before: until the day before it, the old link held.
    private static AttributeLink BeginAnew(AttributeLink link, List<AttributeLink> old, DateOnly asOf) =>
        link.To == NcmNode.Open && link.From < asOf
            && old.Exists(one => one.To == NcmNode.Open && one.From >= link.From && Differs(one, link))
            ? link with { From = asOf } : link;

    private static bool Differs(AttributeLink a, AttributeLink b) => (a.Obligatory, a.Multivalued) != (b.Obligatory, b.Multivalued);

    private static (string Ncm, string Attribute, string Direction) BuildKey(AttributeLink link) =>
        (link.Ncm, link.Attribute, link.Direction);

    private static string Describe(AttributeLink link) =>
        (link.Obligatory ? "obrigatório" : "opcional") + (link.Multivalued ? ", multivalorado" : "");

    private static string DescribeDefinition(ProductAttribute attribute) =>
        $"{attribute.Name}: {attribute.FormName}, {attribute.Domain.Count} valores, {attribute.Conditionals.Count} condicionados";
}
