using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Documents;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Nexa.Documents;
using Npgsql;

namespace Nexa.Worker.Documents;

/// <summary>
/// Reads a document in a child process, then gives its part numbers to the task: from there on it is a batch like any other.
/// </summary>
internal sealed partial class ExtractDocumentHandler(
    NpgsqlDataSource database, ExtractorPool pool, TaskIntake intake, EventPublisher publisher, ILogger<ExtractDocumentHandler> log)
    : IJobHandler<ExtractDocument>
{
    private const double FewestConfidence = 0.5;
    private const string TryLater = "A leitura do documento falhou; tente novamente mais tarde.";

    public async Task<Outcome> RunAsync(ExtractDocument payload, JobContext job, CancellationToken ct)
    {
        if (await DocumentRows.FindContentAsync(database, payload.DocumentId, ct) is not var (content, fileName))
        {
            return Outcome.Fail.ForUser("O documento já foi apagado; envie-o de novo.");
        }

        ExtractedDocument document;
        try
        {
            // The same file, sent again: what a person has made of its lines is not read over.
            var corrected = await DocumentRows.FindCorrectedAsync(database, payload.DocumentId, ct);
            document = corrected is not null
                ? JsonSerializer.Deserialize<ExtractedDocument>(corrected, NexaJson.Options)!
                : await pool.ExtractAsync(new ExtractionRequest(ExtractionRequest.FindKind(fileName), payload.Supplier, payload.Mapping), content, ct);
        }
        catch (UnreadableDocumentException unreadable)
        {
            Unreadable(unreadable.Code, content.Length);
            return Outcome.Fail.ForUser(unreadable.Message);
        }

        // A doubtful supplier is shown to the analyst, and no hint for the agents.
        var supplier = document.Confidences.GetValueOrDefault("supplier", 1) >= FewestConfidence ? document.Supplier : null;
        var items = NewItem.Distinct(document.Lines
            .Where(line => line.Removed is not true && HasPartNumber(line))
            .Select(line => new NewItem(line.Partnumber!, CleanText(line.Description), CleanText(line.Manufacturer),
            CleanText(payload.Supplier ?? supplier), line.Ncm, CleanText(line.CountryOfOrigin))));
        return await WriteAsync(payload, job, document, items, CancellationToken.None);
    }

    public async Task<Action?> GiveUpAsync(
        ExtractDocument payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection, CancellationToken ct)
    {
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
    private async Task<Outcome> WriteAsync(
        ExtractDocument payload, JobContext job, ExtractedDocument document, List<NewItem> items, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (document.Corrected is not true)
        {
            // Before the fence: the same content gives the same lines, and a failed task may show them too.
            var extraction = JsonSerializer.Serialize(document, NexaJson.Options).Replace("\\u0000", "", StringComparison.Ordinal);
            await DocumentRows.SaveExtractionAsync(connection, payload.DocumentId, extraction, ct);
        }

        if (items.Count == 0 && !payload.ChecksLines)
        {
            return Outcome.Fail.ForUser("Nenhum part number foi encontrado no documento.");
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await JobQueue.CompleteAsync(connection, job.Claim, ct))
        {
            job.Stop(StopReason.LeaseLost);
            return new Outcome.Retry("lease lost");
        }

        var said = (items.Count == 1 ? "Documento lido: 1 part number." : $"Documento lido: {items.Count} part numbers.")
            + TellRest(document) + (payload.ChecksLines ? " Confira as linhas antes de classificar." : "");
        var read = await TaskEventLog.AppendAsync(connection, payload.TaskId, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("processing", 0, items.Count, said, Partnumbers: items.ConvertAll(i => i.PartNumber),
                ChecksLines: payload.ChecksLines ? true : null)), ct);
        if (payload.ChecksLines)
        {
            await transaction.CommitAsync(ct);
            publisher.Publish([read]);
            return new Outcome.Ended(); // the task waits for a person
        }

        var plan = await intake.AddItemsAsync(connection, payload.TaskId, items, ct);
        if (plan.Total == 0)
        {
            await transaction.RollbackAsync(ct); // cancelled meanwhile
            return new Outcome.Done();
        }

        await transaction.CommitAsync(ct);
        publisher.Publish([read]);
        intake.Announce(plan);
        return new Outcome.Ended();
    }

    /// <summary>What was seen and is not classified: no line is left out in silence.</summary>
    private static string TellRest(ExtractedDocument document)
    {
        var (without, leftOut) = (document.Lines.Count(line => line.Removed is not true && !HasPartNumber(line)), document.LeftOut.Sum(l => l.Count));
        return (without > 0 ? $" Linhas sem part number: {without}." : "")
            + (leftOut > 0 ? $" Linhas ou páginas deixadas de fora: {leftOut}." : "");
    }

    private static bool HasPartNumber(ExtractedLine line) =>
        line.Partnumber is { Length: >= NewItem.ShortestPartNumber and <= NewItem.LongestPartNumber };

    private static string? CleanText(string? text) => string.IsNullOrWhiteSpace(text) ? null : new string([.. text.Where(c =>
        !char.IsControl(c))]).Trim() is var clean && clean.Length > 200 ? clean[..200] : clean;

    [LoggerMessage(LogLevel.Information, "A document of {Size} bytes cannot be read: {Code}")]
    private partial void Unreadable(string code, int size);
}
