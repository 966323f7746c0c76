namespace Nexa.Fiscal.Attributes;

/// <summary>What a product has of what its NCM asks for on a day.</summary>
/// <param name="Fields">The attributes that apply, with those that a proposal would bring.</param>
/// <param name="Values">What a person has set and applies.</param>
/// <param name="Dropped">What a person has set and does not apply any more, each with the reason.</param>
/// <param name="Missing">Obligatory attributes without a value.</param>
/// <param name="Proposals">What the facts of the classification decide; nobody has accepted it.</param>
public sealed record ProductSheet(
    IReadOnlyList<AttributeField> Fields, IReadOnlyList<AttributeValue> Values, IReadOnlyList<AttributeProblem> Dropped,
    IReadOnlyList<AttributeProblem> Missing, IReadOnlyList<AttributeProposal> Proposals)
{
    /// <summary>Of a product whose attributes are not known: nothing applies, and nothing is dropped.</summary>
    public static readonly ProductSheet Unknown = new([], [], [], [], []);

    /// <summary>What applies and is obligatory, incomplete, or proposed; all else can be left as it is.</summary>
    public IEnumerable<AttributeField> ListOpenFields()
    {
        var (given, missing) = (Values.Select(value => value.Attribute).ToHashSet(StringComparer.Ordinal),
            Missing.Select(problem => problem.Attribute).ToHashSet(StringComparer.Ordinal));
        var proposed = Proposals.Select(proposal => proposal.Value.Attribute).ToHashSet(StringComparer.Ordinal);
        return Fields.Where(field => missing.Contains(field.Attribute.Code)
            || (!given.Contains(field.Attribute.Code) && (field.Obligatory || proposed.Contains(field.Attribute.Code))));
    }

    public static ProductSheet Evaluate(
        AttributeTable table, string ncm, DateOnly on, IReadOnlyList<AttributeValue> stored, IReadOnlyCollection<ProductFact> facts)
    {
        var form = new ProductForm(table, ncm, on);
        var (values, dropped) = (stored, new List<AttributeProblem>());
        while (true)
        {
            // A value that goes may take those with it that depend on it.
            var (read, problems) = ProductCheck.ReadValues(form, values);
            dropped.AddRange(problems);
            var wrong = problems.Select(problem => problem.Attribute).ToHashSet(StringComparer.Ordinal);
            var parts = values.Where(value => value.Parts?.Any(group => group.Any(part => wrong.Contains(part.Attribute))) is true);
            wrong.UnionWith(parts.Select(value => value.Attribute).ToList());
            values = [.. read.Where(value => !wrong.Contains(value.Attribute))];
            if (problems.Count == 0)
            {
                break;
            }
        }

        var proposals = AttributeProposals.Find(form, values, facts);
        return new(
            form.ListFields([.. values, .. proposals.Select(proposal => proposal.Value)]), values, dropped,
            [.. ProductCheck.FindMissing(form, values)], proposals);
    }
}
