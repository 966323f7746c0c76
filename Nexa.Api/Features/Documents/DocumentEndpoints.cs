using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Documents;

internal static class DocumentEndpoints
{
    public const string Erased = "O arquivo já foi excluído; os dados extraídos dele foram mantidos.";

    private static readonly (string Name, string Description) Supplier = ("supplier", "Who sent it, if the document does not say");
    private static readonly (string Name, string Description) Reclassify = ("reclassify", "true: ask the agents again for what is known");
    private static readonly (string Name, string Description) Importer =
        ("importer_id", "One of the organisation's importers, for whom it is");
    private static readonly (string Name, string Description) CheckLines =
        ("check_lines", "true: only reads the document; its lines are classified by POST /documents/{id}/classify");
    private static readonly (string Name, string Description) UserId = ("user_id", "Sent by old clients; ignored");

    public static void AddDocuments(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<UploadSettings>("Documents");
        builder.AddSettings<RetentionSettings>("Documents");
        builder.Services.AddScoped<DocumentIntake>();
        builder.Services.AddSingleton<PageImages>();
    }

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("").WithTags("Documents").RequireAuthorization(Permissions.Classify)
            .RequireRateLimiting(RateLimits.Upload).WithinTasksInFlight().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(routes.ServiceProvider.GetRequiredService<UploadSettings>().MaxSize
                + UploadReader.Leeway));
        uploads.MapPost("/upload-pdf", SubmitDocument.SubmitPdfAsync).WithName("uploadPdf")
            .WithSummary("Classifies the part numbers of a purchase order or invoice: multipart field pedido").Refuses(400, 413, 415, 422)
            .TakesForm("pedido", Supplier, Reclassify, CheckLines, Importer, UserId);
        uploads.MapPost("/upload-document", SubmitDocument.SubmitAnyAsync).WithName("uploadDocument")
            .WithSummary(
                "Classifies the part numbers of a PDF, an XML (NF-e, UBL, CII), a spreadsheet, an image or a ZIP of them, told apart by its "
                + "content: multipart field file, which may be sent several times for one task")
            .Refuses(400, 413, 415, 422)
            .TakesForm("file", ("mapping", "For a spreadsheet: JSON object of field to column, where the headers do not tell"),
                Supplier, Reclassify, CheckLines, Importer, UserId);
        uploads.MapPost("/upload-sheet", SubmitDocument.SubmitSheetAsync).WithName("uploadSheet")
            .WithSummary("Classifies the part numbers of a spreadsheet: multipart field planilha").Refuses(400, 413, 415, 422)
            .TakesForm("planilha", ("mapping", "JSON object of field to column, where the headers do not tell: {\"partnumber\": \"B\"}"),
                Supplier, Reclassify, CheckLines, Importer, UserId);
        var group = routes.MapGroup("/documents").WithTags("Documents").RequireAuthorization(Permissions.Read);
        group.MapGet("/", ListAsync).WithName("listDocuments")
            .WithSummary("Documents, newest first, with what was read out of each in numbers");
        group.MapGet("/{id:guid}/pages/{page:int}.png", PageImageEndpoint.HandleAsync).WithName("getDocumentPage")
            .WithSummary("A page of a PDF as an image").Produces<Stream>(200, "image/png").Refuses(404, 410, 422, 503);
        group.MapGet("/{id:guid}", GetAsync).WithName("getDocument").WithSummary("A document and what was read out of it");
        group.MapGet("/{id:guid}/file", DownloadFileAsync).WithName("getDocumentFile")
            .WithSummary("The file as it was sent").AsDownload(isSpooled: false, readsLong: false)
            .Produces<Stream>(200, "application/octet-stream")
            .Refuses(410);
    }

    private static async Task<Results<Ok<DocumentPage>, ValidationProblem>> ListAsync(
        NpgsqlDataSource database, RetentionSettings retention, CurrentUser user, string? search, string? cursor, int? limit,
        CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "sent", out var after))
        {
            return Paging.RefuseCursor();
        }

        var wanted = Paging.ReadSize(limit);
        var words = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        var items = (await DocumentRows.ReadPageAsync(database, user.Organisation, words, after?.Id, wanted + 1, ct))
            .ConvertAll(item => item with { KeptUntil = item.ErasedAt is null ? retention.FindEnd(item.CreatedAt) : null });
        return TypedResults.Ok(items.Count <= wanted ? new DocumentPage(items, null)
            : new DocumentPage(items[..wanted], new Cursor("sent", "", items[wanted - 1].Id).ToString()));
    }

    private static async Task<Results<Ok<DocumentView>, NotFound>> GetAsync(
        Guid id, NexaDbContext db, RetentionSettings retention, CurrentUser user, CancellationToken ct)
    {
        var found = await db.Documents.Where(d => d.Id == id && d.OrganisationId == user.Organisation)
            .Select(d => new { d.Id, d.FileName, d.ContentType, d.Size, d.Sha256, d.CreatedAt, d.ErasedAt, d.Extraction })
            .FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return TypedResults.NotFound();
        }

        var tasks = await db.Tasks.Where(t => t.DocumentId == id && t.OrganisationId == user.Organisation).OrderBy(t => t.Id)
            .Select(t => new DocumentTask(t.Id, t.CreatedAt)).ToListAsync(ct);
        return TypedResults.Ok(
            new DocumentView(found.Id, found.FileName, found.ContentType, found.Size, Convert.ToHexStringLower(found.Sha256),
            found.CreatedAt, found.ErasedAt, found.ErasedAt is null ? retention.FindEnd(found.CreatedAt) : null,
            tasks.ConvertAll(task => task.Id), tasks,
            found.Extraction is null ? null : JsonSerializer.Deserialize<JsonElement>(found.Extraction)));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult, NotFound>> DownloadFileAsync(
        Guid id, NexaDbContext db, NpgsqlDataSource database, CurrentUser user, HttpResponse response, CancellationToken ct)
    {
        var found = await db.Documents.Where(d => d.Id == id && d.OrganisationId == user.Organisation)
            .Select(d => new { d.FileName, d.ContentType, Length = d.Content == null ? (int?)null : d.Content.Length })
            .FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return TypedResults.NotFound();
        }

        if (found.Length is null)
        {
            return ProblemServices.Problem(410, Erased);
        }

        db.Audit(user, "document.downloaded", $"document:{id}");
        await db.SaveChangesAsync(ct);

        // The file comes from a stranger: browsers must neither display it in the page nor guess its type.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-store";
        response.ContentLength = found.Length;
        return TypedResults.Stream(
            body => DocumentRows.CopyContentAsync(database, id, user.Organisation, body, ct), found.ContentType, found.FileName);
    }
}
