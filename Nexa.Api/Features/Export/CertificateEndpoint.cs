using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Classifications;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <param name="Known">Nexa has given out a certificate with this fingerprint.</param>
/// <param name="IssuedOn">The day on which it was given out first, in São Paulo; null for an unknown one.</param>
public sealed record CertificateCheck(bool Known, DateOnly? IssuedOn);

internal static class CertificateEndpoint
{
    public static void MapCertificateCheck(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/certificates/{sha256}", CheckAsync).WithName("checkCertificate").WithTags("Export")
            .AllowAnonymous().RequireRateLimiting(RateLimits.Verify)
            .WithSummary("Whether Nexa has given out a certificate with this fingerprint, and on which day; nothing else of it");

    private static async Task<Results<Ok<CertificateCheck>, ValidationProblem>> CheckAsync(
        string sha256, [AllOrganisations] NpgsqlDataSource database, CancellationToken ct)
    {
        if (sha256.Length != 2 * SHA256.HashSizeInBytes || !sha256.All(char.IsAsciiHexDigit))
        {
            return ProblemServices.Invalid("sha256", "Informe os 64 dígitos hexadecimais (0 a 9, a a f) do resumo SHA-256.");
        }

        var day = await IssuedCertificates.FindDayAsync(database, sha256.ToLowerInvariant(), ct);
        return TypedResults.Ok(new CertificateCheck(day is not null, day));
    }

    /// <param name="id">The version.</param>
    /// <param name="format"><c>pdf</c>, or <c>json</c> for the record that the PDF's SHA-256 is of.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="database">Where.</param>
    /// <param name="tables">Named on the certificate.</param>
    /// <param name="settings">Where the console is, which shows whether a fingerprint is known.</param>
    /// <param name="clock">When it is issued.</param>
    /// <param name="response">Gets the digest.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IResult> GetAsync(
        Guid id, string? format, CurrentUser user, NpgsqlDataSource database, FiscalTablesSource tables, IdentitySettings settings,
        TimeProvider clock, HttpResponse response, CancellationToken ct)
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
        var record = CertificateRecord.Create(detail, origin);
        var hash = record.ComputeHash();
        await IssuedCertificates.NoteAsync(database, hash, user.Organisation, ct);
        var address = $"{settings.PublicUrl.TrimEnd('/')}/certificado/{hash}";
        var content = format is "json" ? record.ToJson() : Certificate.Write(record, tables.Current, address, clock.GetUtcNow());
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
        var name = $"certificado_{ExportEndpoints.FileSafe(record.Partnumber)}_v{record.Version}";
        return format is "json"
            ? TypedResults.File(content, "application/json", $"{name}.json")
            : TypedResults.File(content, "application/pdf", $"{name}.pdf");
    }
}
