using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Review;

internal static class ReviewEndpoints
{
    /// <summary>How long a claim holds without being renewed: long enough to read a data sheet.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);

    public const string NotOpen = "Este item não está mais aberto.";

    public static void MapReview(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/review").WithTags("Review").RequireAuthorization(Permissions.Review);
        group.MapGet("/", ListAsync).WithName("listReview").WithSummary("What needs a person, by doubt times tax at stake");
        group.MapGet("/summary", SummarizeAsync).WithName("getReviewSummary")
            .WithSummary("How many wait, and how many the caller has decided today");
        group.MapGet("/{id:guid}", GetAsync).WithName("getReviewItem").WithSummary("One item with its classification and ETag");
        group.MapPost("/{id:guid}/claim", ClaimAsync).WithName("claimReviewItem")
            .WithSummary("Takes the item for 15 minutes; again to keep it").Refuses(409);
        group.MapPost("/{id:guid}/release", ReleaseAsync).WithName("releaseReviewItem").WithSummary("Lets go of a claimed item");
        group.MapPost("/{id:guid}/approve", ApproveAsync).WithName("approveReviewItem").Approves().GuardedByIfMatch().Refuses(409, 422)
            .WithSummary("Approves the classification as it stands");
        group.MapPost("/{id:guid}/correct", CorrectAsync).WithName("correctReviewItem").Approves().GuardedByIfMatch().Refuses(409, 422)
            .WithSummary("Corrects: a new, approved version");
        group.MapPost("/{id:guid}/reject", RejectAsync).WithName("rejectReviewItem").GuardedByIfMatch().Refuses(409, 422)
            .WithSummary("Rejects the classification");
        group.MapPost("/{id:guid}/not-goods", MarkAsNotGoodsAsync).WithName("markReviewItemAsNotGoods").GuardedByIfMatch().Refuses(409)
            .WithSummary("The line is no goods (freight, a service, a tool): it leaves the queue without a code");
        group.MapPost("/{id:guid}/question", AskAsync).WithName("askReviewQuestion").WithSummary("Asks whoever knows the part")
            .Refuses(409);
        group.MapPost("/{id:guid}/answer", AnsweredQuestion.HandleAsync).WithName("answerReviewQuestion")
            .WithSummary("Answers the question and has the part classified again with the answer").Refuses(409);
        group.MapPost("/bulk", BulkReviewing.DecideAsync).WithName("decideInBulk").Approves()
            .WithMetadata(new RequestSizeLimitAttribute(2 << 20)) // 500 decisions with their reasons
            .WithSummary("Many decisions, each its own and reversible");
        group.MapPost("/bulk/{batchId:guid}/undo", BulkReviewing.UndoAsync).WithName("undoBulk").Approves()
            .WithSummary("Takes back what of a bulk can be taken back");
    }

    private static async Task<Results<Ok<ReviewPage>, ValidationProblem>> ListAsync(
        CurrentUser user, ReviewQueue queue, string? state, string? reason, bool? available, string? cursor, int? limit,
        CancellationToken ct)
    {
        if (state is not null && !StateText.TryParse<ReviewState>(state, out _))
        {
            return ProblemServices.Invalid("state",
                $"state deve ser um de: {string.Join(", ", Enum.GetValues<ReviewState>().Select(s => s.ToText()))}.");
        }

        if (!Cursor.TryParse(cursor, "priority", out var after, key => Cursor.ParseNumber(key) is not null))
        {
            return Paging.RefuseCursor();
        }

        var (items, next) = await queue.ReadPageAsync(user.Organisation, state?.ToUpperInvariant(), reason?.ToUpperInvariant(),
            available is true ? user.Id : null, after, Paging.ReadSize(limit), ct);
        return TypedResults.Ok(new ReviewPage(items, next));
    }

    private static async Task<Ok<ReviewSummary>> SummarizeAsync(
        CurrentUser user, ReviewQueue queue, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(await queue.SummarizeAsync(user.Organisation, user.Id, BrazilTime.StartDay(BrazilTime.Today(clock)), ct));

    private static async Task<Results<Ok<ReviewItemView>,
        NotFound>> GetAsync(Guid id, CurrentUser user, ReviewQueue queue, HttpResponse response, CancellationToken ct)
    {
        if (await queue.FindAsync(id, user.Organisation, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = item.Etag;
        return TypedResults.Ok(item);
    }

    private static async Task<Results<Ok<ReviewClaim>, NotFound,
        ProblemHttpResult>> ClaimAsync(Guid id, CurrentUser user, ReviewQueue queue, CancellationToken ct)
    {
        if (await queue.ClaimAsync(id, user.Organisation, user.Id, Hold, ct) is { } until)
        {
            return TypedResults.Ok(new ReviewClaim(id, until));
        }

        return await queue.FindAsync(id, user.Organisation, ct) is { } item
            ? ProblemServices.Problem(StatusCodes.Status409Conflict, item.State == "OPEN" ? "Outra pessoa está revisando este item."
                : NotOpen)
            : TypedResults.NotFound();
    }

    private static async Task<Results<NoContent,
        NotFound>> ReleaseAsync(Guid id, CurrentUser user, ReviewQueue queue, CancellationToken ct) =>
        await queue.ReleaseAsync(id, user.Organisation, user.Id, ct) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound,
        ProblemHttpResult>> AskAsync(Guid id, AskQuestion question, CurrentUser user, ReviewQueue queue, CancellationToken ct)
    {
        if (await queue.AskAsync(id, user.Organisation, user.Id, question.Question!, ct))
        {
            return TypedResults.NoContent();
        }

        return await queue.FindAsync(id, user.Organisation, ct) is null ? TypedResults.NotFound()
            : ProblemServices.Problem(StatusCodes.Status409Conflict, NotOpen);
    }

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> ApproveAsync(
        Guid id, CurrentUser user, ReviewQueue queue, Decisions decisions, NpgsqlDataSource database, HttpContext http,
        CancellationToken ct) =>
        await DecideOnItemAsync(id, user, queue, database, http,
            (classification, revisions) => decisions.ApproveAsync(user.AsReviewer(), classification, revisions, batch: null, ct), ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> CorrectAsync(
        Guid id, CorrectClassification correction, CurrentUser user, ReviewQueue queue, Decisions decisions, NpgsqlDataSource database,
        HttpContext http, CancellationToken ct) =>
        await DecideOnItemAsync(id, user, queue, database, http,
            (classification, revisions) =>
            decisions.CorrectAsync(user.AsReviewer(), classification, revisions, correction.ToCorrection(), correction.Reason!, batch: null,
                ct), ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> RejectAsync(
        Guid id, RejectClassification rejection, CurrentUser user, ReviewQueue queue, Decisions decisions, NpgsqlDataSource database,
        HttpContext http, CancellationToken ct) =>
        await DecideOnItemAsync(id, user, queue, database, http,
            (classification, revisions) =>
            decisions.RejectAsync(user.AsReviewer(), classification, revisions, rejection.Reason!, batch: null, ct), ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> MarkAsNotGoodsAsync(
        Guid id, MarkAsNotGoods? mark, CurrentUser user, ReviewQueue queue, Decisions decisions, NpgsqlDataSource database,
        HttpContext http, CancellationToken ct) =>
        await DecideOnItemAsync(id, user, queue, database, http,
            (classification, revisions) =>
            decisions.MarkAsNotGoodsAsync(user.AsReviewer(), classification, revisions, mark?.Reason, batch: null, ct), ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> DecideOnItemAsync(
        Guid id, CurrentUser user, ReviewQueue queue, NpgsqlDataSource database, HttpContext http,
        Func<Guid, IReadOnlyList<string>?, Task<Verdict>> decide, CancellationToken ct) =>
        await queue.FindAsync(id, user.Organisation, ct) is { } item
            ? await ClassificationEndpoints.AnswerVerdictAsync(
                await decide(item.Classification.Id, IfMatch.ReadRevisions(http.Request)), user, database, http, ct)
            : TypedResults.NotFound();
}
