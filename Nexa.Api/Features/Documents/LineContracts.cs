using System.ComponentModel.DataAnnotations;
using Nexa.Core.Documents;

namespace Nexa.Api.Features.Documents;

/// <param name="Corrections">Each of a line of its own.</param>
public sealed record CorrectLines(
    [property: Required(ErrorMessage = "Informe corrections."), MinLength(1, ErrorMessage = "Informe ao menos uma correção."),
        MaxLength(1000, ErrorMessage = "O limite é de 1.000 correções por vez.")]
    IReadOnlyList<CorrectLine>? Corrections);

/// <summary>A field that is left out stays as it is, an empty text clears it.</summary>
public sealed record CorrectLine
{
    /// <summary>The number of the line; left out for one that was missed.</summary>
    [Range(1, 1_000_000, ErrorMessage = "A linha deve ser um número a partir de 1.")]
    public int? Line { get; init; }

    [LinePartNumber]
    public string? Partnumber { get; init; }

    [StringLength(Limits.LongestDescription, ErrorMessage = "A descrição deve ter até 2.000 caracteres."),
        RegularExpression(Limits.PrintableLines, ErrorMessage = "A descrição não pode ter caracteres de controle.")]
    public string? Description { get; init; }

    [StringLength(Limits.LongestName, ErrorMessage = "O fabricante deve ter até 200 caracteres."),
        RegularExpression(Limits.Printable, ErrorMessage = "O fabricante não pode ter caracteres de controle.")]
    public string? Manufacturer { get; init; }

    /// <summary>In the unit of the document.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "A quantidade deve estar entre 0 e 1 trilhão.")]
    public decimal? Quantity { get; init; }

    /// <summary>True empties the quantity, whatever else is sent for it.</summary>
    public bool? ClearQuantity { get; init; }

    /// <summary>In the currency of the document.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "O preço deve estar entre 0 e 1 trilhão.")]
    public decimal? UnitPrice { get; init; }

    /// <summary>True empties the unit price, whatever else is sent for it.</summary>
    public bool? ClearUnitPrice { get; init; }

    /// <summary>True takes the line out of what is classified, false puts it back.</summary>
    public bool? Removed { get; init; }

    internal LineCorrection ToCorrection() => new(
        Line, Partnumber, Description, Manufacturer, Quantity, UnitPrice, Removed, ClearQuantity is true, ClearUnitPrice is true);
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class LinePartNumberAttribute()
    : ValidationAttribute("O part number deve ter de 3 a 100 caracteres, sem caracteres de controle ou invisíveis.")
{
    public override bool IsValid(object? value) => value is not string { Length: > 0 } text || Limits.IsPartNumber(text);
}

/// <param name="Reclassify">Ask the agents again for what is known.</param>
public sealed record ClassifyLines(bool? Reclassify);

public sealed record LinesAccepted(string Message, Guid TaskId, string RoomId, IReadOnlyList<string> Partnumbers, int TotalPartnumbers);
