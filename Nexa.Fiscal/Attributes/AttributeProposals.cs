using System.Globalization;

namespace Nexa.Fiscal.Attributes;

/// <summary>A fact of a classification: its key, its value, and where it comes from.</summary>
public sealed record ProductFact(string Key, string Value, string Source);

/// <summary>A value that a fact decides. A person accepts it; until then it is nobody's.</summary>
/// <param name="Basis">The fact and its source, in Portuguese for the person who decides.</param>
public sealed record AttributeProposal(AttributeValue Value, string Basis);

/// <summary>
/// What the facts of a classification say of its attributes. Only names and values that say exactly one fact count: a guess would look like
/// an answer.
/// </summary>
public static class AttributeProposals
{
    /// <summary>How evidence writes a bound instead of a value.</summary>
    private static readonly string[] Ranges = ["<", ">", "até ", "abaixo de ", "acima de ", "a partir de "];

    /// <summary>Chosen: conditions below conditions are few; each round may bring the next one.</summary>
    private const int MostRounds = 5;

    /// <summary>Proposals for the attributes without a value, those that earlier proposals bring included.</summary>
    public static List<AttributeProposal> Find(
        ProductForm form, IReadOnlyCollection<AttributeValue> values, IReadOnlyCollection<ProductFact> facts)
    {
        var known = facts.GroupBy(fact => fact.Key, StringComparer.Ordinal)
            .Where(group => group.Select(fact => fact.Value).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var proposals = new List<AttributeProposal>();
        for (var round = 0; round < MostRounds; round++)
        {
            var given = values.Concat(proposals.Select(proposal => proposal.Value)).ToList();
            var found = form.ListFields(given)
                .Where(field => field.IsCertain && given.TrueForAll(value => value.Attribute != field.Attribute.Code))
                .Select(field => Propose(field, known)).OfType<AttributeProposal>().ToList();
            if (found.Count == 0)
            {
                break;
            }

            proposals.AddRange(found);
        }

        return proposals;
    }

    private static AttributeProposal? Propose(AttributeField field, Dictionary<string, ProductFact> facts)
    {
        var attribute = field.Attribute;
        if (attribute.Form is AttributeForm.Boolean)
        {
            return facts.Values.Where(fact => fact.Key is "mounting" or "rechargeable")
                .Select(fact => (Fact: fact, Asked: FactWords.FindAskedValue(fact.Key, attribute.Name)))
                .Where(one => one.Asked is not null).ToList() is [var (only, asked)]
                ? Build(field, only, only.Value.Equals(asked, StringComparison.OrdinalIgnoreCase) ? "true" : "false") : null;
        }

        if (FactWords.FindFact(attribute.Name) is not { } key || !facts.TryGetValue(key, out var fact) || IsRange(fact.Value))
        {
            return null;
        }

        var value = attribute.Form switch
        {
            AttributeForm.List => attribute.Domain.Where(one => FactWords.Says(one.Text, key, fact.Value)).ToList() is [var only]
                ? only.Code : null,
            AttributeForm.WholeNumber or AttributeForm.RealNumber => ReadNumber(attribute, fact),
            AttributeForm.Text when key is not "mounting" and not "color" and not "material" => fact.Value,
            _ => null,
        };
        return value is null ? null : Build(field, fact, value);
    }

    private static bool IsRange(string value) => Ranges.Any(word => value.StartsWith(word, StringComparison.Ordinal));

    private static string? ReadNumber(ProductAttribute attribute, ProductFact fact)
    {
        if (fact.Key is "poles" or "positions" or "channels")
        {
            return fact.Value;
        }

        var unit = Measure.FindUnit(attribute.Name) ?? Measure.FindUnit(attribute.Guidance ?? "");
        return unit is null ? null
            : Measure.Convert(fact.Key, fact.Value, unit)?.ToString("0.############", CultureInfo.InvariantCulture);
    }

    // What the attribute would not take is no proposal: a number with too many decimals is not rounded.
    private static AttributeProposal? Build(AttributeField field, ProductFact fact, string value) =>
        ValueCheck.ReadValue(field.Attribute, value) is not { Value: { } taken } ? null : new(
            field.Multivalued ? new(field.Attribute.Code) { Values = [taken] } : new(field.Attribute.Code) { Value = taken },
            $"{fact.Value} ({fact.Source})");
}
