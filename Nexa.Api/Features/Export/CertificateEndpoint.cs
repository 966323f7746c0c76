using System.Security.Cryptography;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Classifications;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

internal static class CertificateEndpoint
{
    /// <param name="id">The version.</param>
    /// <param name="format"><c>pdf</c>, or <c>json</c> for the record that the PDF's SHA-256 is of.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="database">Where.</param>
    /// <param name="tables">Named on the certificate.</param>
    /// <param name="clock">When it is issued.</param>
    /// <param name="response">Gets the digest.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IResult> GetAsync(
        Guid id, string? format, CurrentUser user, NpgsqlDataSource database, FiscalTablesSource tables, TimeProvider clock,
        HttpResponse response,
        CancellationToken ct)
    {
        if (format is not (null or "pdf" or "json"))
        {
            return ProblemServices.Invalid("format", "Use pdf ou json.");
        }

        if (await ClassificationReader.FindAsync(database, id, user.Organisation, ct) is not var (detail, _))
        {
            return TypedResults.NotFound();
        }

        var origin = await ClassificationReader.FindOriginAsync(database, id, ct);
        var record = CertificateRecord.Create(
            detail, new(origin.Description, origin.Manufacturer, origin.Supplier, origin.Importer, origin.ImporterCnpj), origin.ApprovedBy,
            origin.Author, origin.Basis);
        var content = format is "json" ? record.ToJson() : Certificate.Write(record, tables.Current.Name, clock.GetUtcNow());
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
        var name = $"certificado_{ExportEndpoints.FileSafe(record.Partnumber)}_v{record.Version}";
        return format is "json"
            ? TypedResults.File(content, "application/json", $"{name}.json")
            : TypedResults.File(content, "application/pdf", $"{name}.pdf");
    }
}
