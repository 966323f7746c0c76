namespace Nexa.Fiscal.Attributes;

/// <summary>A part of a composite attribute with its value.</summary>
public sealed record PartValue(string Attribute, string Value);

/// <summary>What a product has for an attribute: one value, several, or the parts of a composite one.</summary>
public sealed record AttributeValue(string Attribute)
{
    public string? Value { get; init; }
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Groups of parts; more than one only where the attribute takes several.</summary>
    public IReadOnlyList<IReadOnlyList<PartValue>>? Parts { get; init; }

    /// <summary>The plain values, for conditions.</summary>
    public IReadOnlyList<string> ListValues() => Value is null ? Values ?? [] : [Value];
}

/// <summary>An attribute that applies to a product, given its other values.</summary>
/// <param name="Condition">Why it applies, where it depends on another attribute.</param>
/// <param name="IsCertain">False: the condition could not be read, so that a person has to decide whether it applies.</param>
/// <param name="Above">The attribute on whose value it depends.</param>
public sealed record AttributeField(
    ProductAttribute Attribute, bool Obligatory, bool Multivalued, string? Condition, bool IsCertain, string? Above);

/// <summary>The attributes of the catalogue that an NCM asks for on a day, with those that the product's own values bring.</summary>
public sealed class ProductForm(AttributeTable table, string ncm, DateOnly on)
{
    private readonly IReadOnlyList<LinkedAttribute> linked =
        [.. table.FindFor(ncm, on).Where(one => one.Attribute.IsOfProduct)];

    /// <summary>What applies with these values; an attribute that depends on another one comes right after it.</summary>
    public List<AttributeField> ListFields(IReadOnlyCollection<AttributeValue> values)
    {
        var fields = new List<AttributeField>();
        var given = values.ToDictionary(value => value.Attribute, value => value.ListValues(), StringComparer.Ordinal);
        foreach (var one in linked)
        {
            Add(new(one.Attribute, one.Link.Obligatory, one.Link.Multivalued || one.Attribute.Multivalued, null, true, null));
        }

        return fields;

        void Add(AttributeField field)
        {
            if (fields.Exists(known => known.Attribute.Code == field.Attribute.Code))
            {
                return;
            }

            fields.Add(field);
            var own = given.GetValueOrDefault(field.Attribute.Code, []);
            foreach (var conditional in field.Attribute.Conditionals.Where(one => one.From <= on && on <= one.To))
            {
                var holds = conditional.When?.Holds(own);
                if (holds is true || (holds is null && own.Count > 0))
                {
                    Add(new(
                        conditional.Attribute, holds is true && conditional.Obligatory,
                        conditional.Multivalued || conditional.Attribute.Multivalued, conditional.Text, holds is true,
                        field.Attribute.Code));
                }
            }
        }
    }

    /// <summary>Every attribute that some values would bring, with the condition of each.</summary>
    public IEnumerable<(ProductAttribute Attribute, string? Condition)> ListPossible() =>
        linked.SelectMany(one => ListBelow(one.Attribute, null));

    private static IEnumerable<(ProductAttribute Attribute, string? Condition)> ListBelow(ProductAttribute attribute, string? condition) =>
        attribute.Conditionals.SelectMany(one => ListBelow(one.Attribute, one.Text)).Prepend((attribute, condition));
}
