using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Core.Review;

namespace Nexa.Api.Features.Review;

/// <summary>A bulk is many single decisions under one batch id: one that fails leaves the others as they are.</summary>
internal static class BulkReviewing
{
    public static async Task<Ok<BulkMade>> DecideAsync(BulkReview bulk, CurrentUser user, ReviewQueue queue, Decisions decisions,
        CancellationToken ct)
    {
        var batch = Guid.CreateVersion7();
        var who = user.AsReviewer();
        var results = new List<BulkOutcome>();
        foreach (var decision in bulk.Decisions!)
        {
            var item = await queue.FindAsync(decision.Id, user.Organisation, ct);
            IReadOnlyList<string>? revisions = null;
            Verdict verdict = (item?.Classification.Id, decision) switch
            {
                (null, _) => new Verdict.Missing(),
                _ when !IfMatch.TryParse(decision.Etag is { } etag ? [etag] : [], out revisions) => new Verdict.Invalid(IfMatch.Malformed),
                ({ } id, { Action: "approve" }) => await decisions.ApproveAsync(who, id, revisions, batch, ct),
                ({ } id, { Action: "reject", Reason: { Length: >= 3 } reason }) => await decisions.RejectAsync(who, id, revisions, reason,
                    batch, ct),
                ({ } id, { Action: "not_goods" }) => await decisions.MarkAsNotGoodsAsync(who, id, revisions, decision.Reason, batch, ct),
                (_, { Action: "reject" }) => new Verdict.Invalid("Informe o motivo da rejeição."),
                ({ } id, { Correction: { } correction }) => await decisions.CorrectAsync(who, id, revisions, correction.ToCorrection(),
                    correction.Reason!, batch, ct),
                _ => new Verdict.Invalid("Informe correction."),
            };
            results.Add(DescribeOutcome(decision.Id, verdict));
        }

        return TypedResults.Ok(CountOutcomes(batch, results));
    }

    public static async Task<Results<Ok<BulkMade>, NotFound>> UndoAsync(Guid batchId, CurrentUser user, Undo undo, CancellationToken ct)
    {
        var decisions = await undo.OfBatchAsync(user.AsReviewer(), batchId, ct);
        if (decisions.Count == 0)
        {
            return TypedResults.NotFound();
        }

        var results = new List<BulkOutcome>();
        foreach (var decision in decisions)
        {
            results.Add(DescribeOutcome(decision, await undo.UndoDecisionAsync(user.AsReviewer(), decision, ct)));
        }

        return TypedResults.Ok(CountOutcomes(batchId, results));
    }

    private static BulkMade CountOutcomes(Guid batch, List<BulkOutcome> results)
    {
        var done = results.Count(result => result.Status == StatusCodes.Status200OK);
        return new(batch, done, results.Count - done, results);
    }

    private static BulkOutcome DescribeOutcome(Guid id, Verdict verdict)
    {
        if (verdict is Verdict.Done done)
        {
            return new(id, StatusCodes.Status200OK, done.DecisionId, done.ClassificationId, null);
        }

        if (verdict is Verdict.Missing)
        {
            return new(id, StatusCodes.Status404NotFound, null, null, "Não encontrado.");
        }

        var problem = ClassificationEndpoints.DescribeProblem(verdict).ProblemDetails;
        return new(id, problem.Status!.Value, null, null, problem.Detail ?? problem.Title);
    }
}
