using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Nexa.Core.Catalogue;
using Nexa.Core.Contracts;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Classify;

/// <summary>What bounds a part number and what is said of it.</summary>
internal static class Limits
{
    public const int ShortestPartNumber = NewItem.ShortestPartNumber;
    public const int LongestPartNumber = NewItem.LongestPartNumber;
    public const int LongestDescription = 2000;
    public const int LongestName = 200;

    public const string TwoDescriptions = "description e erp_description trazem textos diferentes: envie um só.";
    public const string NoCode = "ncm deve ter de 4 a 8 dígitos, ou de 9 a 13 se for o código de outro país.";

    /// <summary>Anything but control characters.</summary>
    public const string Printable = @"[^\p{Cc}]*";
    public const string PrintableLines = @"([^\p{Cc}]|[\r\n\t])*";

    /// <summary>Whether two texts of which only one is needed are both there, and not the same.</summary>
    public static bool Differ(string? one, string? other) =>
        !string.IsNullOrWhiteSpace(one) && !string.IsNullOrWhiteSpace(other) && one.Trim() != other.Trim();

    /// <summary>Long enough without the spaces around it, and nothing in it that no one can see.</summary>
    public static bool IsPartNumber(string text) =>
        text.Trim() is { Length: >= ShortestPartNumber and <= LongestPartNumber } number && !number.Any(character =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class GivenCodeAttribute() : ValidationAttribute(Limits.NoCode)
{
    public override bool IsValid(object? value) =>
        value is not string text || string.IsNullOrWhiteSpace(text) || Fiscal.GivenCode.ParseDigits(text) is not null;
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class PartNumberAttribute()
    : ValidationAttribute("partnumber deve ter de 3 a 100 caracteres, sem caracteres de controle ou invisíveis.")
{
    public override bool IsValid(object? value) => value is not string text || Limits.IsPartNumber(text);
}

/// <param name="ErpDescription">Another name of <c>description</c>; only one of them is sent.</param>
/// <param name="Ncm">The code that the order, the invoice or the ERP gives: 4 to 8 digits, or 9 to 13 of another country.</param>
/// <param name="Coo">The country of origin, as written there.</param>
/// <param name="UserId">Sent by old clients; ignored, and may be anything.</param>
/// <param name="ImporterId">One of the organisation's importers, for whom the task is.</param>
public sealed record ClassifyPartNumber(
    [property: Required(ErrorMessage = "Informe partnumber."), PartNumber] string? Partnumber,
    [property: StringLength(Limits.LongestDescription, ErrorMessage = "description deve ter até 2.000 caracteres."),
               RegularExpression(Limits.PrintableLines, ErrorMessage = "description contém caracteres de controle.")] string? Description =
                   null,
    [property: StringLength(Limits.LongestName, ErrorMessage = "manufacturer deve ter até 200 caracteres."),
               RegularExpression(Limits.Printable, ErrorMessage = "manufacturer contém caracteres de controle.")] string? Manufacturer =
                   null,
    [property: StringLength(Limits.LongestName, ErrorMessage = "supplier deve ter até 200 caracteres."),
               RegularExpression(Limits.Printable, ErrorMessage = "supplier contém caracteres de controle.")] string? Supplier = null,
    [property: StringLength(Limits.LongestDescription, ErrorMessage = "erp_description deve ter até 2.000 caracteres."),
               RegularExpression(Limits.PrintableLines, ErrorMessage = "erp_description contém caracteres de controle.")]
    string? ErpDescription = null,
    [property: GivenCode, StringLength(Limits.LongestName, ErrorMessage = "ncm deve ter até 200 caracteres.")] string? Ncm = null,
    [property: StringLength(Limits.LongestName, ErrorMessage = "coo deve ter até 200 caracteres."),
               RegularExpression(Limits.Printable, ErrorMessage = "coo contém caracteres de controle.")] string? Coo = null,
    bool Reclassify = false,
    JsonElement? UserId = null,
    Guid? ImporterId = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Limits.Differ(Description, ErpDescription) ? [new(Limits.TwoDescriptions, ["erp_description"])] : [];
}

/// <param name="Partnumbers">A list of part numbers, or an object of part number → {description?, manufacturer?, supplier?, ncm?,
/// coo?}.</param>
/// <param name="Reclassify">Ask the agents again for what is already known.</param>
/// <param name="UserId">Sent by old clients; ignored, and may be anything.</param>
/// <param name="ImporterId">One of the organisation's importers, for whom the task is.</param>
public sealed record ClassifyBatch(
    [property: Required(ErrorMessage = "Informe partnumbers.")] JsonElement? Partnumbers, bool Reclassify = false,
    JsonElement? UserId = null, Guid? ImporterId = null);

/// <param name="Classifications">What was known already.</param>
public sealed record PartNumberAccepted(string Message, Guid TaskId, string RoomId, IReadOnlyList<ClassificationResult> Classifications);

public sealed record BatchAccepted(
    string Message, Guid TaskId, string RoomId, IReadOnlyList<string> Partnumbers, int TotalPartnumbers,
    IReadOnlyList<ClassificationResult> Classifications);
