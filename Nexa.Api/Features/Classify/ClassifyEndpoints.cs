using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Classify;

internal static class ClassifyEndpoints
{
    /// <summary>A thousand part numbers with the longest descriptions.</summary>
    private const long LargestBatch = 4 << 20;

    public static void MapClassify(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Classify").RequireAuthorization(Permissions.Classify)
            .RequireRateLimiting(RateLimits.Submit).WithinTasksInFlight();
        group.MapPost("/classify-partnumber", PartNumberAsync).WithName("classifyPartNumber")
            .WithSummary("Classifies one part number; progress and result come as events of the room");
        group.MapPost("/classify-batch", ClassifyBatchAsync).WithName("classifyBatch").WithSummary("Classifies up to 1,000 part numbers")
            .WithMetadata(new ReadsLongLists(), new RequestSizeLimitAttribute(LargestBatch));
    }

    private static async Task<Results<Accepted<PartNumberAccepted>, ValidationProblem>> PartNumberAsync(
        ClassifyPartNumber request, TaskIntake intake, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (!await ImporterEndpoints.MayNameAsync(db, user, request.ImporterId, ct))
        {
            return ImporterEndpoints.Unknown();
        }

        var item = new NewItem(request.Partnumber!.Trim(), TrimText(request.Description) ?? TrimText(request.ErpDescription),
            TrimText(request.Manufacturer), TrimText(request.Supplier), TrimText(request.Ncm), TrimText(request.Coo));
        var accepted =
            await intake.SubmitAsync(user.Sender with { ImporterId = request.ImporterId }, TaskKind.PartNumber, [item], request.Reclassify,
                ct);
        return TypedResults.Accepted($"/tasks/{accepted.TaskId}", new PartNumberAccepted(
            accepted.Known.Count > 0 ? "Classificação já conhecida." : "Classificação iniciada.",
            accepted.TaskId, ClassificationTask.NameRoom(accepted.TaskId), accepted.Known));
    }

    private static async Task<Results<Accepted<BatchAccepted>, ValidationProblem>> ClassifyBatchAsync(
        ClassifyBatch request, TaskIntake intake, CurrentUser user, NexaDbContext db, IntakeSettings settings, CancellationToken ct)
    {
        var (items, errors) = BatchReader.ReadItems(request.Partnumbers!.Value, settings.MaxItems);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        if (!await ImporterEndpoints.MayNameAsync(db, user, request.ImporterId, ct))
        {
            return ImporterEndpoints.Unknown();
        }

        var accepted =
            await intake.SubmitAsync(user.Sender with { ImporterId = request.ImporterId }, TaskKind.Batch, items, request.Reclassify, ct);
        return TypedResults.Accepted($"/tasks/{accepted.TaskId}", new BatchAccepted(
            "Classificação em lote iniciada.", accepted.TaskId, ClassificationTask.NameRoom(accepted.TaskId),
            items.ConvertAll(i => i.PartNumber), items.Count, accepted.Known));
    }

    private static string? TrimText(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
