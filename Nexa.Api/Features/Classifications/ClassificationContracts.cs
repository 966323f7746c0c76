using System.ComponentModel.DataAnnotations;
using Nexa.Core.Classifications;
using Nexa.Core.Catalogue;
using Nexa.Core.Review;
using Nexa.Fiscal;

namespace Nexa.Api.Features.Classifications;

/// <summary>Fields left out stay as they are; an empty text clears one.</summary>
public sealed record CorrectClassification
{
    [StringLength(14)]
    public string? Ncm { get; init; }

    [StringLength(8)]
    public string? Exception { get; init; }

    [RegularExpression("^$|" + NveCodes.Form,
        ErrorMessage = "Informe a NVE com duas letras e quatro dígitos, como AA0001; várias, separadas por vírgula.")]
    public string? Nve { get; init; }

    [StringLength(4000)]
    public string? Description { get; init; }

    [StringLength(300)]
    public string? ShortDescription { get; init; }

    [StringLength(200)]
    public string? Fabricante { get; init; }

    [StringLength(500)]
    public string? Endereco { get; init; }

    [Country(AllowsClearing = true)]
    public string? Pais { get; init; }

    [Required(ErrorMessage = "Informe o motivo da correção."),
        StringLength(1000, MinimumLength = 3, ErrorMessage = "O motivo deve ter de 3 a 1.000 caracteres.")]
    public string? Reason { get; init; }

    internal Correction ToCorrection() => new()
    {
        Ncm = Ncm is { Length: > 0 } ? NcmCode.ParseDigits(Ncm) ?? Ncm.Trim() : Ncm,
        Exception = Exception is { Length: > 0 } ? NcmCode.ParseEx(Exception)
        ?? (Exception.Trim('0', ' ').Length == 0 ? "" : Exception.Trim()) : Exception,
        Nve = Nve,
        Description = Description,
        ShortDescription = ShortDescription,
        Fabricante = Fabricante,
        Endereco = Endereco,
        Pais = Pais,
    };
}

public sealed record RejectClassification(
    [property: Required(ErrorMessage = "Informe o motivo da rejeição."),
        StringLength(1000, MinimumLength = 3, ErrorMessage = "O motivo deve ter de 3 a 1.000 caracteres.")] string? Reason);

/// <param name="DecisionId">For <c>POST /decisions/{id}/undo</c>.</param>
/// <param name="Classification">The version that now stands.</param>
public sealed record DecisionMade(Guid DecisionId, ClassificationView Classification);
