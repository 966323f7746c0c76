using Nexa.Fiscal;
using Nexa.Fiscal.Attributes;

namespace Nexa.Api.Features.Ncm;

/// <summary>A value of a list of an attribute.</summary>
public sealed record DomainValueView(string Code, string Description);

/// <summary>An attribute that applies only while the one above has a certain value.</summary>
/// <param name="Condition">As the official file writes it.</param>
/// <param name="Attribute">What then applies.</param>
public sealed record ConditionalView(string? Condition, bool Obligatory, bool Multivalued, AttributeView Attribute);

/// <summary>An attribute of the Catálogo de Produtos.</summary>
/// <param name="Attribute">ATT_n.</param>
/// <param name="Form">As the official file names it: TEXTO, LISTA_ESTATICA, COMPOSTO …</param>
/// <param name="Guidance">How it is to be filled in.</param>
/// <param name="Objectives">Produto, Duimp, Tratamento administrativo …</param>
/// <param name="Agencies">Who asks for it.</param>
/// <param name="Conditional">What its value may bring.</param>
/// <param name="Parts">Of a composite attribute.</param>
public sealed record AttributeView(
    string Attribute, string Name, string Form, string? Definition, string? Guidance, int? Length, int? Decimals, string? Mask,
    bool Obligatory, bool Multivalued, DateOnly? ValidFrom, DateOnly? ValidTo, IReadOnlyList<string> Objectives,
    IReadOnlyList<string> Agencies, IReadOnlyList<DomainValueView> Domain, IReadOnlyList<ConditionalView> Conditional,
    IReadOnlyList<AttributeView> Parts)
{
    internal static AttributeView FromLinked(LinkedAttribute linked) => From(
        linked.Attribute, linked.Link.Obligatory, linked.Link.Multivalued || linked.Attribute.Multivalued, linked.Link.From,
        linked.Link.To);

    internal static IReadOnlyList<DomainValueView> ListDomain(ProductAttribute attribute) =>
        [.. attribute.Domain.Select(value => new DomainValueView(value.Code, value.Text))];

    internal static AttributeView FromAttribute(ProductAttribute attribute) =>
        From(attribute, attribute.Obligatory, attribute.Multivalued, attribute.From, attribute.To);

    private static AttributeView From(ProductAttribute attribute, bool obligatory, bool multivalued, DateOnly from, DateOnly to) => new(
        attribute.Code, attribute.Name, attribute.FormName, attribute.Definition, attribute.Guidance, attribute.Length,
        attribute.Decimals, attribute.Mask, obligatory, multivalued, from == DateOnly.MinValue ? null : from,
        to == NcmNode.Open ? null : to, attribute.Objectives, attribute.Agencies, ListDomain(attribute),
        [.. attribute.Conditionals.Select(one => new ConditionalView(
            one.Text, one.Obligatory, one.Multivalued,
            From(one.Attribute, one.Obligatory, one.Multivalued || one.Attribute.Multivalued, one.From, one.To)))],
        [.. attribute.Parts.Select(FromAttribute)]);
}

/// <summary>Attributes by which agencies examine an import.</summary>
internal static class AgencyNotice
{
    /// <summary>A sentence for the person who imports; null where the file says nothing of an administrative treatment.</summary>
    public static string? Describe(AttributeTable table, string ncm, DateOnly on) => List(table, [ncm], on).FirstOrDefault();

    /// <summary>One sentence for all codes of which the same is asked.</summary>
    public static IEnumerable<string> List(AttributeTable table, IEnumerable<string> ncms, DateOnly day) =>
        from ncm in ncms
        let asked = table.FindFor(ncm, day).Where(one => one.Attribute.IsOfAgency).Select(one => one.Attribute).ToList()
        where asked.Count > 0
        let agencies = string.Join(", ", asked.SelectMany(one => one.Agencies).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        let names = string.Join(", ", asked.Select(one => one.Name))
        group NcmCode.Format(ncm) by (agencies, names) into same
        select $"Tratamento administrativo{(same.Key.agencies.Length == 0 ? "" : $" ({same.Key.agencies})")}: a importação "
            + $"{WriteCodes([.. same])} pode exigir LPCO; consulte o simulador do Portal Único. Atributos: {same.Key.names}.";

    private static string WriteCodes(List<string> codes) => codes is [var only] ? $"no código {only}"
        : $"nos códigos {string.Join(", ", codes.SkipLast(1))} e {codes[^1]}";
}
