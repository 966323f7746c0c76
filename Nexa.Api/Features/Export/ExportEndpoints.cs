using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Problems;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Exports;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

internal static class ExportEndpoints
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Export").RequireAuthorization(Permissions.Export).AsDownload()
            .Audited("export.made");
        group.MapGet("/export-excel", ExportExcelAsync).WithName("exportExcel")
            .WithSummary("A spreadsheet in the official column order, or of a template; of a document also its lines without a part number")
            .Produces<Stream>(200, Xlsx).Refuses(400, 404);
        group.MapGet("/export-json", ExportJsonAsync).WithName("exportJson").WithSummary("The whole answers as a JSON array")
            .Produces<JsonElement>(200, "application/json").Refuses(400);
        group.MapGet("/export-duimp", DuimpExport.GetAsync).WithName("exportDuimp")
            .WithSummary("Product catalogue of the DUIMP; 422 lists what has to be put right first")
            .Produces<JsonElement>(200, "application/json").Refuses(400, 404, 422);
        group.MapGet("/export-duimp/check", DuimpExport.CheckAsync).WithName("checkDuimp")
            .WithSummary("What stands between the products and the DUIMP file, with where it is put right").Refuses(404);
        routes.MapPost("/export-duimp/answers", PortalAnswers.KeepAsync).WithName("keepPortalAnswer").WithTags("Export")
            .RequireAuthorization(Permissions.Review)
            .WithSummary("Keeps the codes and versions that the Portal Único answered to a lot of the DUIMP file");
        group.MapGet("/classifications/{id:guid}/certificate", CertificateEndpoint.GetAsync).WithName("getCertificate")
            .WithSummary("A PDF that says what was decided, by whom, on what basis").Produces<Stream>(200, "application/pdf")
            .Refuses(400, 404);
    }

    private static async Task<IResult> ExportExcelAsync(
        [AsParameters] ClassificationQuery filter, [AsParameters] ExportQuery query, CurrentUser user, NpgsqlDataSource database,
        NexaDbContext db, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (filter.FindProblems() is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var columns = ExportColumns.Official;
        if (query.Template is { } name)
        {
            var id = Guid.TryParse(name, out var parsed) ? parsed : Guid.Empty;
            var template = await db.ExportTemplates.AsNoTracking()
                .FirstOrDefaultAsync(t => t.OrganisationId == user.Organisation && (t.Id == id || t.Name == name), ct);
            if (template is null)
            {
                return ProblemServices.Invalid("template", "Este modelo de exportação não existe.");
            }

            columns = JsonSerializer.Deserialize<List<ExportColumn>>(template.Columns, NexaJson.Options)!;
        }

        var selection = query.ToSelection(filter);
        var unclassified = selection.Ids.Length > 0 ? []
            : await UnclassifiedLines.ReadLinesAsync(database, user.Organisation, filter.DocumentId, filter.TaskId, ct);
        await using var rows = ExportRows.ReadRowsAsync(database, selection, user.Organisation, ct).GetAsyncEnumerator(ct);
        var hasRow = await rows.MoveNextAsync();
        if (!hasRow && unclassified.Count == 0)
        {
            return Nothing();
        }

        var who = await db.Users.Where(u => u.Id == user.Id).Select(u => u.Name).FirstOrDefaultAsync(ct) ?? "usuario";
        var today = BrazilTime.Today(clock).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Attach(response, Xlsx, $"PO_{FileSafe(who)}_{today}.xlsx");
        // The archive writes a few headers synchronously: the pipe takes them into its buffer, the body stream would refuse.
        await using var sheet = await ExportSheet.CreateAsync(response.BodyWriter.AsStream(leaveOpen: true), ct);
        await sheet.StartSheetAsync("PO", [.. columns.Select(ExportColumns.DescribeHeader)], ct);
        for (var seq = 1; hasRow; seq++, hasRow = await rows.MoveNextAsync())
        {
            var row = rows.Current;
            await sheet.AddRowAsync(columns.Select(column => ExportColumns.ReadValue(column, seq, row)), row.Waiting, ct);
        }

        if (unclassified.Count > 0)
        {
            await sheet.StartSheetAsync(UnclassifiedSheet.Name, UnclassifiedSheet.Columns, ct);
            foreach (var line in unclassified)
            {
                await sheet.AddRowAsync(UnclassifiedSheet.ListValues(line), isMarked: false, ct);
            }
        }

        await sheet.FinishAsync(ct);
        return TypedResults.Empty;
    }

    private static async Task<IResult> ExportJsonAsync(
        [AsParameters] ClassificationQuery filter, [AsParameters] ExportQuery query, CurrentUser user, NpgsqlDataSource database,
        HttpResponse response, CancellationToken ct)
    {
        if (filter.FindProblems() is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = NexaJson.Options.Encoder });
        json.WriteStartArray();
        await foreach (var row in ExportRows.ReadRowsAsync(database, query.ToSelection(filter), user.Organisation, ct))
        {
            json.WriteStartObject();
            json.WriteString("id", row.View.Id);
            json.WriteNumber("version", row.View.Version);
            json.WriteString("status", row.View.Status);
            json.WriteBoolean("undecided", row.Waiting);
            json.WritePropertyName("approved_at");
            JsonSerializer.Serialize(json, row.View.ApprovedAt);
            json.WriteString("created_at", row.View.CreatedAt);
            json.WriteString("erp_description", row.ErpText);
            json.WriteString("country_of_origin", row.Origin);
            json.WriteString("country_of_provenance", row.Provenance);
            json.WriteString("country_of_acquisition", row.Acquisition);
            json.WritePropertyName("manufacturer");
            JsonSerializer.Serialize(json, row.Maker, NexaJson.Options);
            json.WritePropertyName("result");
            json.WriteRawValue(row.Result);
            json.WriteEndObject();
            if (json.BytesPending > 32 * 1024)
            {
                await json.FlushAsync(ct);
                await response.BodyWriter.FlushAsync(ct);
            }
        }

        json.WriteEndArray();
        await json.FlushAsync(ct);
        return TypedResults.Empty;
    }

    public static void Attach(HttpResponse response, string contentType, string fileName)
    {
        response.ContentType = contentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
    }

    public static IResult Nothing() =>
        ProblemServices.Problem(
            StatusCodes.Status404NotFound, "Nada a exportar: nenhuma classificação decidida corresponde à consulta.");

    /// <summary>ASCII without anything that a file system or a header could mistake.</summary>
    public static string FileSafe(string name)
    {
        var plain =
            new string(
                [.. name.Normalize(NormalizationForm.FormD).Where(char.IsAscii).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim(
                '-');
        return plain.Length switch { 0 => "usuario", > 60 => plain[..60], _ => plain };
    }
}
