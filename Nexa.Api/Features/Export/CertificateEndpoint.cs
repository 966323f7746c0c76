using System.Security.Cryptography;
using Nexa.Api.Auth;
using Nexa.Api.Features.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

internal static class CertificateEndpoint
{
    public static async Task<IResult> GetAsync(Guid id, CurrentUser user, NpgsqlDataSource database, FiscalTablesSource tables, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (await ClassificationReader.FindAsync(database, id, user.Sees, ct) is not var (detail, _))
        {
            return TypedResults.NotFound();
        }

        await using var command = database.CreateCommand(
            """
            select i.description, i.manufacturer, i.supplier, a.name, w.name, c.basis from classification c
            left join lateral (select description, manufacturer, supplier from task_item where classification_id in (c.id, c.replaces_id) order by id limit 1) i on true
            left join app_user a on a.id = c.approved_by left join app_user w on w.id = c.author_id
            where c.id = $1
            """).With(id);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var facts = new CertificateFacts(row[0] as string, row[1] as string, row[2] as string, row[3] as string, row[4] as string, row[5] as string, tables.Current.Name, clock.GetUtcNow());
        var pdf = Certificate.Write(detail, facts);
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(pdf))}:";
        return TypedResults.File(pdf, "application/pdf", $"certificado_{ExportEndpoints.FileSafe(detail.Classification.Partnumber)}_v{detail.Classification.Version}.pdf");
    }
}
