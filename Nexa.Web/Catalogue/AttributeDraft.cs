using Nexa.Client;

namespace Nexa.Web.Catalogue;

/// <summary>What a person is filling in for an attribute: several values one a line, parts by their codes.</summary>
public sealed class AttributeDraft
{
    private bool isSeveral;

    public string Text { get; set; } = "";

    /// <summary>Of a list that takes several values.</summary>
    public HashSet<string> Chosen { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a composite attribute: one group; further groups stay as they are.</summary>
    public Dictionary<string, string> Parts { get; } = new(StringComparer.Ordinal);

    private IReadOnlyList<PartsInput> OtherGroups { get; set; } = [];

    public static AttributeDraft ReadField(ProductField field)
    {
        var draft = new AttributeDraft { isSeveral = field.Multivalued && field.Parts.Count == 0 };
        if (field.Value is { } set)
        {
            draft.Text = set.Value ?? string.Join('\n', set.Values ?? []);
            draft.Chosen.UnionWith(set.Values ?? (set.Value is null ? [] : [set.Value]));
            foreach (var part in set.Groups?.FirstOrDefault()?.Parts ?? [])
            {
                draft.Parts[part.Attribute] = part.Value;
            }

            draft.OtherGroups = [.. (set.Groups ?? []).Skip(1).Select(group => new PartsInput
            {
                Parts = [.. group.Parts.Select(part => new PartInput { Attribute = part.Attribute, Value = part.Value })],
            })];
        }

        return draft;
    }

    public void Take(ProposedValue proposal)
    {
        Text = proposal.Value ?? string.Join('\n', proposal.Values ?? []);
        Chosen.UnionWith(proposal.Values ?? []);
    }

    /// <summary>Null where nothing is filled in.</summary>
    public AttributeInput? ToInput(string attribute)
    {
        var parts = Parts.Where(part => !string.IsNullOrWhiteSpace(part.Value))
            .Select(part => new PartInput { Attribute = part.Key, Value = part.Value.Trim() }).ToList();
        if (parts.Count > 0)
        {
            return new() { Attribute = attribute, Groups = [new PartsInput { Parts = parts }, .. OtherGroups] };
        }

        var lines = Chosen.Count > 0 ? [.. Chosen]
            : Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? null
            : isSeveral ? new() { Attribute = attribute, Values = lines } : new() { Attribute = attribute,
                Value = string.Join(' ', lines) };
    }
}
