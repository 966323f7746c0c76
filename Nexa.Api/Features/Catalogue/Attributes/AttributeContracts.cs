using System.ComponentModel.DataAnnotations;
using Nexa.Core.Catalogue;
using Nexa.Fiscal.Attributes;

namespace Nexa.Api.Features.Catalogue.Attributes;

/// <summary>Values of a product's attributes; what is left out is cleared.</summary>
public sealed record SaveAttributes
{
    [Required(ErrorMessage = "Informe values."), MaxLength(300, ErrorMessage = "No máximo 300 atributos.")]
    public IReadOnlyList<AttributeInput>? Values { get; init; }

    /// <summary>Also takes the proposals for the attributes that values leaves out.</summary>
    public bool AcceptProposals { get; init; }
}

/// <summary>One of value, values and groups.</summary>
public sealed record AttributeInput
{
    /// <summary>ATT_n.</summary>
    [Required(ErrorMessage = "Informe attribute."), StringLength(25, ErrorMessage = "attribute deve ter até 25 caracteres.")]
    public string? Attribute { get; init; }

    [StringLength(4000, ErrorMessage = "value deve ter até 4.000 caracteres.")]
    public string? Value { get; init; }

    [MaxLength(200, ErrorMessage = "No máximo 200 valores.")]
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Of a composite attribute; more than one where it takes several.</summary>
    [MaxLength(200, ErrorMessage = "No máximo 200 grupos.")]
    public IReadOnlyList<PartsInput>? Groups { get; init; }

    internal AttributeValue ToValue() => new(Attribute!.Trim())
    {
        Value = Value, Values = Values, Parts = Groups is null ? null : [.. Groups.Select(group => group.ToParts())],
    };
}

/// <summary>The parts of one value of a composite attribute.</summary>
public sealed record PartsInput
{
    [Required(ErrorMessage = "Informe parts."), MaxLength(50, ErrorMessage = "No máximo 50 partes.")]
    public IReadOnlyList<PartInput>? Parts { get; init; }

    internal List<PartValue> ToParts() => [.. Parts!.Select(part => new PartValue(part.Attribute!.Trim(), part.Value!))];
}

/// <summary>A part with its value.</summary>
public sealed record PartInput
{
    [Required(ErrorMessage = "Informe attribute."), StringLength(25, ErrorMessage = "attribute deve ter até 25 caracteres.")]
    public string? Attribute { get; init; }

    [Required(ErrorMessage = "Informe value."), StringLength(4000, ErrorMessage = "value deve ter até 4.000 caracteres.")]
    public string? Value { get; init; }
}

/// <summary>What a product has of what its NCM asks for.</summary>
/// <param name="TableDate">Of the attributes in force; null where no file was imported, so that nothing is known of what is asked
/// for.</param>
/// <param name="Missing">Obligatory attributes without a value: they block the DUIMP file.</param>
/// <param name="NotApplicable">What was set and does not apply any more, since the code or another value changed.</param>
/// <param name="AdministrativeTreatment">Whether an agency may ask for an LPCO, in Portuguese.</param>
/// <param name="Portal">The codes of the Catálogo de Produtos, one for each importer.</param>
public sealed record ProductAttributes(
    Guid PartId, string Partnumber, string? Ncm, Guid ClassificationId, DateOnly On, DateOnly? TableDate,
    IReadOnlyList<ProductField> Fields, IReadOnlyList<FieldProblem> Missing, IReadOnlyList<FieldProblem> NotApplicable,
    string? AdministrativeTreatment, IReadOnlyList<PortalCode> Portal);

/// <summary>An attribute and what is wrong with it.</summary>
public sealed record FieldProblem(string Attribute, string? Name, string Message);

/// <summary>An attribute that applies to the product.</summary>
/// <param name="Condition">Why it applies, where it depends on another attribute.</param>
/// <param name="ConditionRead">False: the condition could not be evaluated; a person decides whether the attribute applies.</param>
/// <param name="Above">The attribute that it depends on.</param>
/// <param name="Value">What a person has set.</param>
/// <param name="Proposal">What the facts of the classification decide; it goes nowhere until a person accepts it.</param>
public sealed record ProductField(
    string Attribute, string Name, string Form, string? Definition, string? Guidance, int? Length, int? Decimals, string? Mask,
    bool Obligatory, bool Multivalued, string? Condition, bool ConditionRead, string? Above, IReadOnlyList<DomainValueView> Domain,
    IReadOnlyList<AttributeView> Parts, SetValue? Value, ProposedValue? Proposal);

/// <summary>The value of an attribute: one of value, values and groups.</summary>
/// <param name="Basis">The fact of the proposal that was accepted.</param>
/// <param name="SetBy">The person's name.</param>
public sealed record SetValue(
    string? Value, IReadOnlyList<string>? Values, IReadOnlyList<ValueGroup>? Groups, string? Basis, string? SetBy, DateTimeOffset SetAt);

/// <summary>The parts of one value of a composite attribute.</summary>
public sealed record ValueGroup(IReadOnlyList<PartValue> Parts);

/// <summary>A value that nobody has accepted yet.</summary>
/// <param name="Basis">The fact and where it comes from.</param>
public sealed record ProposedValue(string? Value, IReadOnlyList<string>? Values, string Basis)
{
    internal static ProposedValue? Find(ProductSheet sheet, string attribute) =>
        sheet.Proposals.FirstOrDefault(one => one.Value.Attribute == attribute) is { } proposal
            ? new(proposal.Value.Value, proposal.Value.Values, proposal.Basis) : null;
}
