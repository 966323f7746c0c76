using System.Security.Cryptography;
using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;

namespace Nexa.Api.Features.Export;

/// <summary>The item as it was sent.</summary>
public sealed record CertificateInput(
    string? Description, string? Manufacturer, string? Supplier, string? Importer = null, string? ImporterCnpj = null);

/// <summary>
/// What a certificate certifies: input, answer, and who answers for it. The certificate's SHA-256 is of this record as JSON, byte for
/// byte; the time of printing is no part of it.
/// </summary>
/// <param name="ApproverPosition">As the approver's profile has it, like the registration.</param>
/// <param name="Edition">The edition of the fiscal tables that the answer rests on.</param>
public sealed record CertificateRecord(
    Guid ClassificationId, string Partnumber, int Version, string Status, DateTimeOffset ClassifiedAt, CertificateInput Input, string? Ncm,
    string? Exception, string? Nve, string? Description,
    string? Fabricante, string? Endereco, string? Pais, double? ConfidenceScore, string? Basis, JsonElement Result, string? Author,
    string? Reason, string? Approver, DateTimeOffset? ApprovedAt, string? ApproverPosition, string? ApproverRegistration,
    EditionLine? Edition)
{
    internal static CertificateRecord Create(ClassificationDetail detail, ClassificationOrigin origin)
    {
        var view = detail.Classification;
        return new(
            view.Id, view.Partnumber, view.Version, view.Status, view.CreatedAt,
            new(origin.Description, origin.Manufacturer, origin.Supplier, origin.Importer, origin.ImporterCnpj),
            view.Ncm, NcmCode.ParseEx(view.Exception), view.Nve, view.Description, view.Fabricante, view.Endereco, view.Pais,
            view.ConfidenceScore, origin.Basis, detail.Result, origin.Author, detail.Reason, origin.ApprovedBy, view.ApprovedAt,
            origin.ApproverPosition, origin.ApproverRegistration, origin.Edition);
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, NexaJson.Options);

    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(ToJson()));
}
