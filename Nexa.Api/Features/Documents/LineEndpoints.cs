using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Contracts;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Nexa.Documents;
using Npgsql;

namespace Nexa.Api.Features.Documents;

/// <summary>What a person makes of the lines of a document before they are classified.</summary>
internal static class LineEndpoints
{
    private const string NotRead = "O documento ainda não foi lido.";

    public static void MapDocumentLines(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/documents/{id:guid}").WithTags("Documents").RequireAuthorization(Permissions.Classify);
        group.MapPatch("/lines", CorrectAsync).WithName("correctDocumentLines").Refuses(409)
            .WithMetadata(new RequestSizeLimitAttribute(4 << 20)) // 1,000 corrections with their descriptions
            .WithSummary("Corrects, adds or removes lines of a document");
        group.MapPost("/classify", ClassifyAsync).WithName("classifyDocument").RequireRateLimiting(RateLimits.Submit)
            .WithinTasksInFlight().Refuses(409)
            .WithSummary("Classifies the lines of a document as they stand; a task that waits for them goes on");
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> CorrectAsync(
        Guid id, CorrectLines correct, NpgsqlDataSource database, CurrentUser user, CancellationToken ct)
    {
        var corrections = correct.Corrections!;
        var missing = corrections.TakeWhile(one => one is not null).Count();
        if (missing < corrections.Count)
        {
            return ProblemServices.Invalid($"corrections[{missing}]", "Informe a correção."); // validation passes over null in a list
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (isThere, extraction) = await DocumentRows.LockExtractionAsync(connection, id, user.Organisation, ct);
        if (extraction is null)
        {
            return isThere ? ProblemServices.Problem(409, NotRead) : TypedResults.NotFound();
        }

        var lines = new DocumentLines(extraction);
        if (lines.Apply(corrections.Select(one => one.ToCorrection()), LineBuilder.MostLines) is { } refusal)
        {
            return ProblemServices.Problem(409, refusal);
        }

        await DocumentRows.SaveCorrectedAsync(connection, id, lines.Json, ct);
        await AuditTrail.WriteAsync(connection, user.AsReviewer(), "document.lines-corrected", $"document:{id}",
            new { lines = corrections.Select(one => one.Line) }, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<LinesAccepted>, NotFound, ProblemHttpResult>> ClassifyAsync(
        Guid id, ClassifyLines? classify, NpgsqlDataSource database, TaskIntake intake, EventPublisher publisher, CurrentUser user,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (isThere, extraction) = await DocumentRows.LockExtractionAsync(connection, id, user.Organisation, ct);
        if (extraction is null)
        {
            return isThere ? ProblemServices.Problem(409, NotRead) : TypedResults.NotFound();
        }

        var items = new DocumentLines(extraction).ListItems();
        if (items.Count == 0)
        {
            return ProblemServices.Problem(409, "O documento não tem linhas com part number.");
        }

        var tasks = await TaskRows.FindOrAddForDocumentAsync(connection, user.Sender, id, classify?.Reclassify is true, ct);
        var said = items.Count == 1 ? "Linhas conferidas: 1 part number." : $"Linhas conferidas: {items.Count} part numbers.";
        var numbers = items.ConvertAll(item => item.PartNumber);
        var status = NexaJson.Write(new StatusUpdate("processing", 0, items.Count, said, Partnumbers: numbers));
        var begun = new List<StoredEvent>();
        var plans = new List<IntakePlan>();
        foreach (var task in tasks)
        {
            begun.Add(await TaskEventLog.AppendAsync(connection, task, ClientEvents.UpdateStatus, status, ct));
            plans.Add(await intake.AddItemsAsync(connection, task, items, ct));
        }

        await transaction.CommitAsync(ct);
        publisher.Publish(begun);
        intake.Announce(plans);
        return TypedResults.Accepted($"/tasks/{tasks[0]}",
            new LinesAccepted("Classificação iniciada.", tasks[0], ClassificationTask.NameRoom(tasks[0]), numbers, numbers.Count));
    }
}
