using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Classifications;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Api.Features.Classifications;

internal static class ClassificationEndpoints
{
    public static void MapClassifications(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/classifications").WithTags("Classifications").RequireAuthorization(Permissions.Read);
        group.MapGet("/{id:guid}", GetAsync).WithName("getClassification")
            .WithSummary("One version with its answer, its ETag and all versions of its part number");
        group.MapPatch("/{id:guid}", CorrectAsync).WithName("correctClassification").Approves().RequireAuthorization(Permissions.Review)
            .WithSummary("Corrects: writes a new, approved version. If-Match guards against another person's change (412)")
            .GuardedByIfMatch().Refuses(409, 422);
        group.MapPost("/{id:guid}/approve", ApproveAsync).WithName("approveClassification").Approves()
            .RequireAuthorization(Permissions.Review)
            .WithSummary("Approves the version as it stands").GuardedByIfMatch().Refuses(409, 422);
        group.MapPost("/{id:guid}/reject", RejectAsync).WithName("rejectClassification").RequireAuthorization(Permissions.Review)
            .WithSummary("Rejects: the part number has no classification until the next one").GuardedByIfMatch()
            .Refuses(409, 422);
        routes.MapPost("/decisions/{id:guid}/undo", UndoAsync).WithName("undoDecision").Approves().RequireAuthorization(Permissions.Review)
            .WithTags("Classifications")
            .WithSummary("Takes a decision back, while nothing was decided after it").Refuses(409);
    }

    /// <summary>Who decides, for the audit trail.</summary>
    public static Reviewer AsReviewer(this CurrentUser user) => new(user.Id, user.Organisation, user.Address,
        user.SessionId is { } session ? $"session:{session}" : user.KeyId is { } key ? $"key:{key}" : null);

    private static async Task<Results<Ok<ClassificationDetail>, NotFound>> GetAsync(
        Guid id, CurrentUser user, NpgsqlDataSource database, HttpResponse response, CancellationToken ct)
    {
        if (await ClassificationReader.FindAsync(database, id, user.Organisation, ct) is not var (detail, tag))
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = tag;
        return TypedResults.Ok(detail);
    }

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> CorrectAsync(
        Guid id, CorrectClassification correction, CurrentUser user, Decisions decisions, NpgsqlDataSource database, HttpContext http,
        CancellationToken ct) =>
        await AnswerVerdictAsync(
            await decisions.CorrectAsync(user.AsReviewer(), id, IfMatch.ReadRevisions(http.Request), correction.ToCorrection(),
                correction.Reason!, batch: null, ct),
            user, database, http, ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> ApproveAsync(
        Guid id, CurrentUser user, Decisions decisions, NpgsqlDataSource database, HttpContext http, CancellationToken ct) =>
        await AnswerVerdictAsync(
            await decisions.ApproveAsync(user.AsReviewer(), id, IfMatch.ReadRevisions(http.Request), batch: null, ct),
            user, database, http, ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> RejectAsync(
        Guid id, RejectClassification rejection, CurrentUser user, Decisions decisions, NpgsqlDataSource database, HttpContext http,
        CancellationToken ct) =>
        await AnswerVerdictAsync(
            await decisions.RejectAsync(user.AsReviewer(), id, IfMatch.ReadRevisions(http.Request), rejection.Reason!, batch: null, ct),
            user, database, http, ct);

    private static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> UndoAsync(
        Guid id, CurrentUser user, Undo undo, NpgsqlDataSource database, HttpContext http, CancellationToken ct) =>
        await AnswerVerdictAsync(await undo.UndoDecisionAsync(user.AsReviewer(), id, ct), user, database, http, ct);

    /// <summary>The version that stands after a decision, with its new ETag, or why there is none.</summary>
    public static async Task<Results<Ok<DecisionMade>, NotFound, ProblemHttpResult>> AnswerVerdictAsync(
        Verdict verdict, CurrentUser user, NpgsqlDataSource database, HttpContext http, CancellationToken ct)
    {
        if (verdict is not Verdict.Done done)
        {
            return verdict is Verdict.Missing ? TypedResults.NotFound() : DescribeProblem(verdict);
        }

        var (detail, tag) = (await ClassificationReader.FindAsync(database, done.ClassificationId, user.Organisation, ct))!.Value;
        http.Response.Headers.ETag = tag;
        return TypedResults.Ok(new DecisionMade(done.DecisionId, detail.Classification));
    }

    public static ProblemHttpResult DescribeProblem(Verdict verdict) => verdict switch
    {
        Verdict.Stale => ProblemServices.Problem(StatusCodes.Status412PreconditionFailed,
            "Esta classificação foi alterada por outra pessoa depois da sua consulta. Consulte-a novamente antes de decidir."),
        Verdict.Refused refused => ProblemServices.Problem(StatusCodes.Status409Conflict, refused.Why),
        Verdict.Invalid invalid => ProblemServices.Problem(StatusCodes.Status422UnprocessableEntity, invalid.Why),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
