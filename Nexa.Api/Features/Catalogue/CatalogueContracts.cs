using System.ComponentModel.DataAnnotations;
using Nexa.Core.Catalogue;

namespace Nexa.Api.Features.Catalogue;

public sealed record PartNumberPage(IReadOnlyList<PartNumberView> Items, string? NextCursor);

/// <param name="Parts">One for each manufacturer that has this number.</param>
public sealed record PartNumberDetail(string Partnumber, IReadOnlyList<PartDetail> Parts);

/// <summary>What one knows of a part number; what is left out is cleared.</summary>
public sealed record SavePart
{
    /// <summary>ISO 3166-1, two letters: where it was made.</summary>
    [Country]
    public string? CountryOfOrigin { get; init; }

    /// <summary>Where it was shipped from.</summary>
    [Country]
    public string? CountryOfProvenance { get; init; }

    /// <summary>Where it was bought.</summary>
    [Country]
    public string? CountryOfAcquisition { get; init; }

    /// <summary>The part number that this one is another spelling of.</summary>
    public Guid? AliasOf { get; init; }
}

public sealed record SaveManufacturer
{
    [StringLength(150)]
    public string? LegalName { get; init; }

    [StringLength(35)]
    public string? TaxNumber { get; init; }

    [StringLength(70)]
    public string? Street { get; init; }

    [StringLength(35)]
    public string? City { get; init; }

    [RegularExpression("[A-Z0-9]{1,3}", ErrorMessage = "Informe a subdivisão ISO 3166-2 sem o código do país (por exemplo, SP).")]
    public string? Subdivision { get; init; }

    [StringLength(9)]
    public string? PostalCode { get; init; }

    [Country]
    public string? Country { get; init; }

    [StringLength(70), EmailAddress(ErrorMessage = "E-mail inválido.")]
    public string? Email { get; init; }

    /// <summary>Other names under which orders and invoices know it, also those of its duplicates here.</summary>
    [MaxLength(50, ErrorMessage = "O limite é de 50 nomes alternativos.")]
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>A manufacturer that is the same as that of the path.</summary>
/// <param name="ManufacturerId">The one that becomes another name of the manufacturer of the path.</param>
public sealed record MergeManufacturer([property: Required(ErrorMessage = "Informe manufacturer_id.")] Guid? ManufacturerId);

/// <param name="Aliases">Other names of it.</param>
/// <param name="AliasOf">The manufacturer that this name is an alias of.</param>
/// <param name="Prefilled">Nobody has saved the particulars: those shown were read from the agents' answer.</param>
public sealed record ManufacturerView(
    Guid Id, string Name, string? LegalName, string? TaxNumber, string? Street, string? City, string? Subdivision, string? PostalCode,
    string? Country, string? Email, IReadOnlyList<string> Aliases, Guid? AliasOf, bool Prefilled);

public sealed record ManufacturerPage(IReadOnlyList<ManufacturerView> Items, string? NextCursor);

/// <param name="Partnumber">As it is written elsewhere; it need not have been classified.</param>
public sealed record AddAlias(
    [property: Required(ErrorMessage = "Informe partnumber.")]
    [property: StringLength(100, MinimumLength = 3, ErrorMessage = "partnumber deve ter de 3 a 100 caracteres.")] string? Partnumber);
