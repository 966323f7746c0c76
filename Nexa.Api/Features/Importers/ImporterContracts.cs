using System.ComponentModel.DataAnnotations;
using Nexa.Core.Importers;

namespace Nexa.Api.Features.Importers;

[AttributeUsage(AttributeTargets.Property)]
public sealed class CnpjAttribute() : ValidationAttribute("cnpj inválido: confira os caracteres e os dígitos verificadores.")
{
    public override bool IsValid(object? value) => value is not string text || Cnpj.TryParse(text, out _);
}

/// <param name="Name">Legal name.</param>
/// <param name="Cnpj">With or without dots; letters are allowed.</param>
/// <param name="Uf">State where the goods are imported to.</param>
/// <param name="Street">With number and complement.</param>
/// <param name="City">Of the address.</param>
/// <param name="PostalCode">CEP, eight digits.</param>
/// <param name="IcmsRate">In percent; an estimate that names the importer and gives none takes it.</param>
/// <param name="IcmsDeferral">In percent of the ICMS, likewise.</param>
public sealed record SaveImporter(
    [property: Required(ErrorMessage = "Informe name."),
        StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [property: Required(ErrorMessage = "Informe cnpj."), Cnpj] string? Cnpj,
    [property: RegularExpression(
        "^(AC|AL|AM|AP|BA|CE|DF|ES|GO|MA|MG|MS|MT|PA|PB|PE|PI|PR|RJ|RN|RO|RR|RS|SC|SE|SP|TO)$",
        ErrorMessage = "uf deve ser a sigla de um estado, em maiúsculas.")] string? Uf = null,
    [property: StringLength(200, ErrorMessage = "street deve ter até 200 caracteres.")] string? Street = null,
    [property: StringLength(100, ErrorMessage = "city deve ter até 100 caracteres.")] string? City = null,
    [property: RegularExpression(@"^\d{5}-?\d{3}$", ErrorMessage = "postal_code deve ter 8 dígitos.")] string? PostalCode = null,
    [property: Range(0d, 99d, ErrorMessage = "icms_rate deve estar entre 0 e 99%.")] decimal? IcmsRate = null,
    [property: Range(0d, 100d, ErrorMessage = "icms_deferral deve estar entre 0 e 100%.")] decimal? IcmsDeferral = null)
{
    internal void WriteTo(Importer importer)
    {
        (importer.Name, importer.Uf, importer.Street, importer.City) = (Name!.Trim(), Uf, Street, City);
        importer.Cnpj = Core.Importers.Cnpj.TryParse(Cnpj, out var cnpj) ? cnpj : "";
        importer.PostalCode = PostalCode?.Replace("-", "", StringComparison.Ordinal);
        (importer.IcmsRate, importer.IcmsDeferral) = (IcmsRate, IcmsDeferral);
    }
}

public sealed record ImporterPage(IReadOnlyList<ImporterView> Items, string? NextCursor);

public sealed record ImporterView(
    Guid Id, string Name, string Cnpj, string? Uf, string? Street, string? City, string? PostalCode, decimal? IcmsRate,
    decimal? IcmsDeferral, DateTimeOffset CreatedAt)
{
    internal static ImporterView FromImporter(Importer importer) => new(
        importer.Id, importer.Name, Core.Importers.Cnpj.Format(importer.Cnpj), importer.Uf, importer.Street, importer.City,
        importer.PostalCode, importer.IcmsRate, importer.IcmsDeferral, importer.CreatedAt);
}
