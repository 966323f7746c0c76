using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Documents;
using Nexa.Documents.Several;

namespace Nexa.Api.Features.Documents;

internal static class PageImageEndpoint
{
    private const string Pdf = "application/pdf";

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult, NotFound>> HandleAsync(
        Guid id, int page, NexaDbContext db, CurrentUser user, PageImages images, CancellationToken ct)
    {
        var documents = db.Documents.Where(d => d.Id == id && d.OrganisationId == user.Organisation);
        if (await documents.Select(d => new
        {
            d.ContentType, IsErased = d.Content == null, Extraction = d.ContentType == FileTypes.Archive ? d.Extraction : null,
        }).FirstOrDefaultAsync(ct) is not { } document)
        {
            return TypedResults.NotFound();
        }

        if (document.IsErased)
        {
            return DescribeProblem(StatusCodes.Status410Gone, page);
        }

        var parts = ReadParts(document.Extraction);
        if (document.ContentType != Pdf && ArchiveReader.FindPart(parts, page) is not { IsPdf: true })
        {
            return ProblemServices.Problem(422, "Somente documentos em PDF têm páginas como imagem.");
        }

        var drawn = await images.FindAsync(id, page, async () =>
            await documents.Select(d => d.Content).FirstOrDefaultAsync(ct) is not { } file ? null
            : document.ContentType == Pdf ? (file, page) : ArchiveReader.FindPage(file, parts, page), ct);
        return drawn.Png is { } png ? TypedResults.File(png, "image/png") : DescribeProblem(drawn.Status, page);
    }

    private static IReadOnlyList<DocumentPart> ReadParts(string? extraction) => extraction is null ? []
        : JsonSerializer.Deserialize<ExtractedDocument>(extraction, DocumentJson.Options)?.Documents ?? [];

    private static ProblemHttpResult DescribeProblem(int status, int page) => ProblemServices.Problem(status, status switch
    {
        StatusCodes.Status404NotFound => $"O documento não tem a página {page}.",
        StatusCodes.Status410Gone => DocumentEndpoints.Erased,
        StatusCodes.Status503ServiceUnavailable => "Há muitas páginas em preparação; tente novamente em instantes.",
        _ => $"Não foi possível mostrar a página {page} deste documento.",
    });
}
