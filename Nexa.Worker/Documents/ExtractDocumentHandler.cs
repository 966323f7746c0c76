using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Documents;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Nexa.Documents;
using Nexa.Worker.Watching;
using Npgsql;

namespace Nexa.Worker.Documents;

/// <summary>
/// Reads a document in a child process, then gives its part numbers to the task: from there on it is a batch like any other.
/// </summary>
internal sealed partial class ExtractDocumentHandler(
    NpgsqlDataSource database, ExtractorPool pool, TaskIntake intake, EventPublisher publisher, WorkMetrics metrics,
    ILogger<ExtractDocumentHandler> log)
    : IJobHandler<ExtractDocument>
{
    private const string TryLater = "A leitura do documento falhou; tente novamente mais tarde.";

    public async Task<Outcome> RunAsync(ExtractDocument payload, JobContext job, CancellationToken ct)
    {
        if (await DocumentRows.FindContentAsync(database, payload.DocumentId, ct) is not var (content, fileName))
        {
            metrics.CountDocument("erased");
            return Outcome.Fail.ForUser("O documento já foi excluído; envie-o novamente.");
        }

        string read;
        try
        {
            // The same file, sent again: what a person has made of its lines is not read over, also where another mapping is sent. The task
            // says so.
            var kind = ExtractionRequest.FindKind(fileName);
            read = await DocumentRows.FindCorrectedAsync(database, payload.DocumentId, ct)
                ?? Write(await NumberRepair.RepairAsync(database, payload.TaskId,
                    await pool.ExtractAsync(new ExtractionRequest(kind, payload.Supplier, payload.Mapping), content, ct), ct));
        }
        catch (UnreadableDocumentException unreadable)
        {
            metrics.CountDocument("unreadable");
            Unreadable(unreadable.Code, content.Length);
            return Outcome.Fail.ForUser(unreadable.Message);
        }

        return await WriteAsync(payload, job, read, CancellationToken.None);
    }

    public async Task<Action?> GiveUpAsync(
        ExtractDocument payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection, CancellationToken ct)
    {
        if (failure.Sentence is null)
        {
            metrics.CountDocument("failed");
        }

        var said = failure.Sentence ?? TryLater;
        if (await TaskRows.FailAsync(connection, payload.TaskId, said, ct) is not { } organisation)
        {
            return null;
        }

        await WebhookOutbox.AddAsync(connection, [WebhookNotice.Ended(organisation, payload.TaskId, TaskState.Failed, 0, 0, 0)], ct);
        var stored = await TaskEventLog.AppendAsync(connection, payload.TaskId, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("failed", 0, 0, said, Final: true)), ct);
        return () => publisher.Publish([stored]);
    }

    /// <summary>Items, their jobs, the event and the end of this job commit together.</summary>
    private async Task<Outcome> WriteAsync(ExtractDocument payload, JobContext job, string read, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);

        // Before the fence: the same content gives the same lines, and a failed task may show them too.
        var lines = new DocumentLines(await DocumentRows.SaveReadAsync(connection, payload.DocumentId, read, ct));
        var items = lines.ListItems(payload.Supplier);
        if (items.Count == 0 && !payload.ChecksLines)
        {
            metrics.CountDocument("empty");
            return Outcome.Fail.ForUser("Nenhum part number foi encontrado no documento.");
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await JobQueue.CompleteAsync(connection, job.Claim, ct))
        {
            job.Stop(StopReason.LeaseLost);
            return new Outcome.Retry("lease lost");
        }

        if (await TaskRows.LockOpenAsync(connection, payload.TaskId, ct) is null)
        {
            await transaction.RollbackAsync(ct); // cancelled meanwhile
            return new Outcome.Done();
        }

        var said = (items.Count == 1 ? "Documento lido: 1 part number." : $"Documento lido: {items.Count} part numbers.")
            + TellRest(lines) + TellKept(lines, payload) + (payload.ChecksLines ? " Confira as linhas antes de classificar." : "");
        var told = await TaskEventLog.AppendAsync(connection, payload.TaskId, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("processing", 0, items.Count, said, Partnumbers: items.ConvertAll(i => i.PartNumber),
                ChecksLines: payload.ChecksLines ? true : null)), ct);
        if (payload.ChecksLines)
        {
            await transaction.CommitAsync(ct);
            publisher.Publish([told]);
            metrics.CountDocument("read");
            return new Outcome.Ended(); // the task waits for a person
        }

        var plan = await intake.AddItemsAsync(connection, payload.TaskId, items, ct);
        await transaction.CommitAsync(ct);
        publisher.Publish([told]);
        metrics.CountDocument("read");
        intake.Announce(plan);
        return new Outcome.Ended();
    }

    /// <summary>What was seen and is not classified: no line is left out in silence.</summary>
    private static string TellRest(DocumentLines lines)
    {
        var (without, leftOut) = (lines.CountWithoutPartNumber(), lines.CountLeftOut());
        return (without > 0 ? $" Linhas sem part number: {without}." : "")
            + (leftOut > 0 ? $" Linhas ou páginas deixadas de fora: {leftOut}." : "");
    }

    private static string TellKept(DocumentLines lines, ExtractDocument payload) => !lines.AreCorrected ? ""
        : payload.Mapping is null ? " As linhas já corrigidas foram mantidas."
        : " As linhas já corrigidas foram mantidas; o mapeamento enviado não foi aplicado.";

    private static string Write(ExtractedDocument document) =>
        JsonSerializer.Serialize(document, NexaJson.Options).Replace("\\u0000", "", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Information, "A document of {Size} bytes cannot be read: {Code}")]
    private partial void Unreadable(string code, int size);
}
