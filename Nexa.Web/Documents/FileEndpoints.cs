using System.Text.Json;
using Nexa.Client;
using Nexa.Web.History;
using Nexa.Web.Session;

namespace Nexa.Web.Documents;

/// <summary>Files that the browser asks for by itself: Nexa's answer is passed on, and the token stays here.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/documentos/{id:guid}/paginas/{page:int}.png", (Guid id, int page, HttpContext context) =>
            PassOnAsync(context, keep: true, (nexa, ct) => nexa.Rest.GetDocumentPageAsync(id, page, ct)));
        routes.MapGet("/documentos/{id:guid}/arquivo", (Guid id, HttpContext context) =>
            PassOnAsync(context, keep: false, (nexa, ct) => nexa.Rest.GetDocumentFileAsync(id, ct)));
        routes.MapGet("/classificacoes/{id:guid}/certificado", (Guid id, HttpContext context) =>
            PassOnAsync(context, keep: false, (nexa, ct) => nexa.Rest.GetCertificateAsync(id, cancellationToken: ct)));
        routes.MapGet("/historico/planilha", ([AsParameters] HistoryFilter filter, HttpContext context) =>
            PassOnAsync(context, keep: false, filter.ExportSheetAsync));
        routes.MapGet("/historico/dados.json", ([AsParameters] HistoryFilter filter, HttpContext context) =>
            PassOnAsync(context, keep: false, async (nexa, ct) => WriteJson("historico.json", await filter.ExportJsonAsync(nexa, ct))));
        routes.MapGet("/administracao/organizacao/dados.zip", DownloadArchiveAsync);
        routes.MapGet("/conta/dados.json", DownloadOwnDataAsync);
    }

    private static Task DownloadArchiveAsync(HttpContext context) =>
        PassOnAsync(context, keep: false, (nexa, ct) => nexa.Rest.ExportOrganisationArchiveAsync(ct));

    private static Task DownloadOwnDataAsync(HttpContext context) => PassOnAsync(context, keep: false, ReadOwnDataAsync);

    private static async Task<FileResponse> ReadOwnDataAsync(NexaClient nexa, CancellationToken ct) =>
        WriteJson("meus-dados.json", await nexa.Rest.ExportMyDataAsync(ct));

    private static FileResponse WriteJson(string name, object data) => new(
        StatusCodes.Status200OK,
        new Dictionary<string, IEnumerable<string>>(StringComparer.Ordinal)
        {
            ["Content-Type"] = ["application/json"], ["Content-Disposition"] = [$"attachment; filename=\"{name}\""],
        },
        new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(data)), null, null);

    /// <param name="context">The browser's request.</param>
    /// <param name="keep">The browser may keep it: a page of a document never changes.</param>
    /// <param name="read">Asks Nexa.</param>
    private static async Task PassOnAsync(HttpContext context, bool keep, Func<NexaClient, CancellationToken, Task<FileResponse>> read)
    {
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        var nexa = context.User.FindFirst(SessionServices.IdClaim)?.Value is { } id ? sessions.Find(id) : sessions.Anonymous;
        try
        {
            using var file = await read(nexa ?? sessions.Anonymous, context.RequestAborted);
            var headers = context.Response.Headers;
            headers.CacheControl = keep ? "private, max-age=86400" : "private, no-store";
            foreach (var name in (string[])["Content-Type", "Content-Disposition"])
            {
                if (file.Headers.TryGetValue(name, out var values))
                {
                    headers[name] = values.ToArray();
                }
            }

            await file.Stream.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (NexaProblemException refused)
        {
            context.Response.StatusCode = refused.Status;
            await context.Response.WriteAsync(Refusals.Describe(refused), context.RequestAborted);
        }
        catch (Exception away) when (Refusals.MeansAway(away) && !context.RequestAborted.IsCancellationRequested
            && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
