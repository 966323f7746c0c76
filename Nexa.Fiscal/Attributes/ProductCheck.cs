namespace Nexa.Fiscal.Attributes;

/// <param name="Attribute">Its code.</param>
/// <param name="Name">Its name, where it is known.</param>
/// <param name="Message">What is wrong, in Portuguese for the person who fills in.</param>
public sealed record AttributeProblem(string Attribute, string? Name, string Message);

/// <summary>A product's values by what its NCM asks for.</summary>
public static class ProductCheck
{
    /// <summary>Chosen: more is no description of a product.</summary>
    private const int MostValues = 200;

    /// <returns>The values as they are kept, and what is wrong with the others. Nothing is said of what is missing.</returns>
    public static (List<AttributeValue> Values, List<AttributeProblem> Problems) ReadValues(
        ProductForm form, IReadOnlyList<AttributeValue> written)
    {
        var (values, problems) = (new List<AttributeValue>(), new List<AttributeProblem>());
        var possible = form.ListPossible().ToLookup(one => one.Attribute.Code, StringComparer.Ordinal);
        foreach (var twice in written.GroupBy(one => one.Attribute, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(new(twice.Key, null, "O atributo está repetido."));
        }

        foreach (var one in written.DistinctBy(one => one.Attribute, StringComparer.Ordinal))
        {
            if (possible[one.Attribute].FirstOrDefault().Attribute is { } attribute)
            {
                var read = ReadOne(attribute, one, problems);
                values.AddRange(read is null ? [] : [read]);
            }
            else
            {
                problems.Add(new(one.Attribute, null, DescribeUnknown(one.Attribute, possible.Select(known => known.First().Attribute))));
            }
        }

        var fields = form.ListFields(values).ToDictionary(field => field.Attribute.Code, StringComparer.Ordinal);
        foreach (var value in values)
        {
            var (attribute, condition) = possible[value.Attribute].First();
            if (!fields.TryGetValue(value.Attribute, out var field))
            {
                problems.Add(new(value.Attribute, attribute.Name,
                    $"O atributo não se aplica com os valores informados{(condition is null ? "" : $"; ele depende de {condition}")}."));
            }
            else if (!field.Multivalued && (value.Values?.Count ?? value.Parts?.Count ?? 1) > 1)
            {
                problems.Add(new(value.Attribute, attribute.Name, "O atributo aceita um único valor."));
            }
        }

        return (values, problems);
    }

    /// <summary>The obligatory attributes that have no value, after conditions; of composite ones the parts.</summary>
    public static IEnumerable<AttributeProblem> FindMissing(ProductForm form, IReadOnlyCollection<AttributeValue> values)
    {
        var given = values.ToDictionary(value => value.Attribute, StringComparer.Ordinal);
        foreach (var field in form.ListFields(values))
        {
            if (!given.TryGetValue(field.Attribute.Code, out var value))
            {
                if (field.Obligatory)
                {
                    yield return new(field.Attribute.Code, field.Attribute.Name,
                        $"Informe o atributo obrigatório \"{field.Attribute.Name}\" ({field.Attribute.Code}).");
                }

                continue;
            }

            foreach (var part in (value.Parts ?? []).SelectMany(group => field.Attribute.Parts.Where(part =>
                part.Obligatory && group.All(one => one.Attribute != part.Code))).DistinctBy(part => part.Code, StringComparer.Ordinal))
            {
                yield return new(field.Attribute.Code, field.Attribute.Name,
                    $"Informe a parte obrigatória \"{part.Name}\" ({part.Code}) do atributo \"{field.Attribute.Name}\".");
            }
        }
    }

    private static AttributeValue? ReadOne(ProductAttribute attribute, AttributeValue written, List<AttributeProblem> problems)
    {
        string? ReadText(ProductAttribute of, string? text)
        {
            var (value, problem) = ValueCheck.ReadValue(of, text);
            if (problem is not null)
            {
                problems.Add(new(of.Code, of.Name, problem));
            }

            return value;
        }

        if ((written.Value is null ? 0 : 1) + (written.Values is null ? 0 : 1) + (written.Parts is null ? 0 : 1) != 1
            || written.Values is { Count: 0 or > MostValues } || written.Parts is { Count: 0 or > MostValues })
        {
            problems.Add(new(attribute.Code, attribute.Name, "Informe o valor (value), os valores (values) ou as partes (parts)."));
            return null;
        }

        if (written.Parts is { } groups)
        {
            return attribute.Form is AttributeForm.Composite ? ReadParts(attribute, groups, ReadText, problems)
                : Refuse(problems, attribute, "O atributo não é composto.");
        }

        var texts = written.Values ?? [written.Value!];
        var read = texts.Select(text => ReadText(attribute, text)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return read.Count == 0 ? null : written.Value is not null ? new(attribute.Code) { Value = read[0] }
            : new(attribute.Code) { Values = read };
    }

    private static AttributeValue ReadParts(
        ProductAttribute attribute, IReadOnlyList<IReadOnlyList<PartValue>> groups, Func<ProductAttribute, string?, string?> read,
        List<AttributeProblem> problems)
    {
        var kept = new List<IReadOnlyList<PartValue>>();
        foreach (var group in groups)
        {
            var parts = new List<PartValue>();
            foreach (var one in group)
            {
                if (attribute.Parts.FirstOrDefault(part => part.Code == one.Attribute) is not { } part)
                {
                    problems.Add(new(one.Attribute, null, DescribeUnknown(one.Attribute, attribute.Parts)));
                }
                else if (read(part, one.Value) is { } value)
                {
                    parts.Add(new(part.Code, value));
                }
            }

            kept.Add(parts);
        }

        return new(attribute.Code) { Parts = kept };
    }

    private static AttributeValue? Refuse(List<AttributeProblem> problems, ProductAttribute attribute, string message)
    {
        problems.Add(new(attribute.Code, attribute.Name, message));
        return null;
    }

    private static string DescribeUnknown(string sent, IEnumerable<ProductAttribute> known)
    {
        var all = known.DistinctBy(attribute => attribute.Code, StringComparer.Ordinal).ToList();
        var near = all.Find(one => one.Name.Equals(sent, StringComparison.OrdinalIgnoreCase))
            ?? (NearestName.Find(sent, all.Select(one => one.Code)) is { } code ? all.Find(one => one.Code == code) : null)
            ?? (NearestName.Find(sent, all.Select(one => one.Name)) is { } name ? all.Find(one => one.Name == name) : null);
        return near is null ? $"O atributo \"{sent}\" não se aplica à NCM do produto."
            : $"O atributo \"{sent}\" não se aplica à NCM do produto; o mais próximo é {near.Code} ({near.Name}).";
    }
}
