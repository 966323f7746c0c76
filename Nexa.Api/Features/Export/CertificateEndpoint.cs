using System.Security.Cryptography;
using Nexa.Api.Auth;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Problems;
using Nexa.Core.Data;
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
    public static async Task<IResult> GetAsync(Guid id, string? format, CurrentUser user, NpgsqlDataSource database, FiscalTablesSource tables, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (format is not (null or "pdf" or "json"))
        {
            return ProblemServices.Invalid("format", "Use pdf ou json.");
        }

        if (await ClassificationReader.FindAsync(database, id, user.Sees, ct) is not var (detail, _))
        {
            return TypedResults.NotFound();
        }

        await using var command = database.CreateCommand(
            $"""
            select i.description, i.manufacturer, i.supplier, a.name, w.name, c.basis from classification c
            left join lateral ({ExportRows.Asked}) i on true
            left join app_user a on a.id = c.approved_by left join app_user w on w.id = c.author_id
            where c.id = $1
            """).With(id);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var record = CertificateRecord.Of(detail, new(row[0] as string, row[1] as string, row[2] as string), row[3] as string, row[4] as string, row[5] as string);
        var content = format is "json" ? record.ToJson() : Certificate.Write(record, tables.Current.Name, clock.GetUtcNow());
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
        var name = $"certificado_{ExportEndpoints.FileSafe(record.Partnumber)}_v{record.Version}";
        return format is "json" ? TypedResults.File(content, "application/json", $"{name}.json") : TypedResults.File(content, "application/pdf", $"{name}.pdf");
    }
}
