using System.ComponentModel.DataAnnotations;
using Nexa.Api.Features.Classifications;

namespace Nexa.Api.Features.Catalogue;

public sealed record PartNumberView(Guid Id, string Partnumber, string? Manufacturer, string? Ncm, string? Exception, string? Description, bool Approved, Guid? ClassificationId, Guid? AliasOf);

public sealed record PartNumberPage(IReadOnlyList<PartNumberView> Items, string? NextCursor);

/// <param name="Parts">One for each manufacturer and owner that has this number.</param>
public sealed record PartNumberDetail(string Partnumber, IReadOnlyList<PartDetail> Parts);

/// <param name="Versions">All versions, newest first.</param>
/// <param name="Documents">The files it came from.</param>
/// <param name="Aliases">Other spellings that were merged into it.</param>
public sealed record PartDetail(
    PartNumberView Part, string? CountryOfOrigin, string? CountryOfProvenance, string? CountryOfAcquisition,
    IReadOnlyList<ClassificationView> Versions, IReadOnlyList<PartDocument> Documents, IReadOnlyList<string> Aliases);

public sealed record PartDocument(Guid Id, string FileName, DateTimeOffset CreatedAt, Guid TaskId);

/// <summary>What one knows of a part number; what is left out is cleared.</summary>
public sealed record SavePart
{
    /// <summary>ISO 3166-1, two letters: where it was made.</summary>
    [RegularExpression("[A-Z]{2}", ErrorMessage = "Use o código ISO de 2 letras.")]
    public string? CountryOfOrigin { get; init; }

    /// <summary>Where it was shipped from.</summary>
    [RegularExpression("[A-Z]{2}", ErrorMessage = "Use o código ISO de 2 letras.")]
    public string? CountryOfProvenance { get; init; }

    /// <summary>Where it was bought.</summary>
    [RegularExpression("[A-Z]{2}", ErrorMessage = "Use o código ISO de 2 letras.")]
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

    [RegularExpression("[A-Z0-9]{1,3}", ErrorMessage = "Use a subdivisão ISO 3166-2 sem o país.")]
    public string? Subdivision { get; init; }

    [StringLength(9)]
    public string? PostalCode { get; init; }

    [RegularExpression("[A-Z]{2}", ErrorMessage = "Use o código ISO de 2 letras.")]
    public string? Country { get; init; }

    [StringLength(70), EmailAddress(ErrorMessage = "E-mail inválido.")]
    public string? Email { get; init; }
}

public sealed record ManufacturerView(
    Guid Id, string Name, string? LegalName, string? TaxNumber, string? Street, string? City, string? Subdivision, string? PostalCode, string? Country, string? Email);
