using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Tasks;
using Nexa.Documents;

namespace Nexa.Api.Features.Documents;

internal static class SubmitDocument
{
    public static Task<Results<Accepted<UploadAccepted>, ProblemHttpResult>> SubmitPdfAsync(
        HttpRequest request, DocumentIntake intake, CurrentUser user, UploadSettings settings, CancellationToken ct) =>
        SubmitAsync(request, intake, user, settings, UploadKind.Pdf, ct);

    public static Task<Results<Accepted<UploadAccepted>, ProblemHttpResult>> SubmitSheetAsync(
        HttpRequest request, DocumentIntake intake, CurrentUser user, UploadSettings settings, CancellationToken ct) =>
        SubmitAsync(request, intake, user, settings, UploadKind.Sheet, ct);

    public static Task<Results<Accepted<UploadAccepted>, ProblemHttpResult>> SubmitAnyAsync(
        HttpRequest request, DocumentIntake intake, CurrentUser user, UploadSettings settings, CancellationToken ct) =>
        SubmitAsync(request, intake, user, settings, UploadKind.Any, ct);

    private static async Task<Results<Accepted<UploadAccepted>, ProblemHttpResult>> SubmitAsync(
        HttpRequest request, DocumentIntake intake, CurrentUser user, UploadSettings settings, UploadKind kind, CancellationToken ct)
    {
        var (upload, problem) = await UploadReader.ReadUploadAsync(request, kind, settings, ct);
        if (upload is null)
        {
            return problem!;
        }

        if (!await intake.MayNameAsync(user, upload.ImporterId, ct))
        {
            return UploadReader.Invalid("importer_id", "Este importador não existe.");
        }

        if (await intake.ReceiveAsync(user, upload, ct) is not { } received)
        {
            return ProblemServices.Problem(413,
                "O espaço para documentos acabou: os arquivos da organização, ou os que você enviou, chegaram ao limite. Eles são "
                + "apagados depois do prazo de guarda.");
        }

        // Lines that a person checks first give no items to wait for.
        var read = await intake.WaitAsync(received.TaskId, upload.ChecksLines ? TimeSpan.Zero : settings.WaitFor, ct);
        if (read is { State: TaskState.Failed, Numbers.Count: 0 })
        {
            return ProblemServices.Problem(422, read.Error ?? "Não foi possível ler o documento.",
                new("task_id", received.TaskId), new("room_id", ClassificationTask.NameRoom(received.TaskId)),
                new("document_id", received.DocumentId));
        }

        var message = (received.AlreadySent ? "Este arquivo já havia sido enviado. " : "")
            + (read.Numbers.Count == 0
            ? "Documento recebido; os part numbers serão informados por evento." : "Documento lido; classificação iniciada.");
        return TypedResults.Accepted($"/tasks/{received.TaskId}", new UploadAccepted(
            message, received.TaskId, ClassificationTask.NameRoom(received.TaskId), received.DocumentId, received.AlreadySent, read.Numbers,
            read.Numbers.Count, read.Known));
    }
}
