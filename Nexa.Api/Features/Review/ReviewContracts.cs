using System.ComponentModel.DataAnnotations;
using Nexa.Api.Problems;
using Nexa.Core.Review;

namespace Nexa.Api.Features.Review;

public sealed record ReviewPage(IReadOnlyList<ReviewItemView> Items, string? NextCursor);

public sealed record ReviewClaim(Guid Id, DateTimeOffset ClaimedUntil);

public sealed record AskQuestion(
    [property: Required(ErrorMessage = "Escreva a pergunta.")]
    [property: StringLength(2000, MinimumLength = 3, ErrorMessage = "A pergunta deve ter de 3 a 2.000 caracteres.")] string? Question);

public sealed record AnswerQuestion(
    [property: Required(ErrorMessage = "Escreva a resposta.")]
    [property: StringLength(1500, MinimumLength = 1, ErrorMessage = "A resposta deve ter até 1.500 caracteres.")] string? Answer);

public sealed record MarkAsNotGoods(
    [property: StringLength(1000, ErrorMessage = "O motivo deve ter até 1.000 caracteres.")] string? Reason);

/// <param name="TaskId">The task that classifies anew with the answer.</param>
public sealed record QuestionAnswered(Guid TaskId, string RoomId);

public sealed record BulkReview(
    [property: Required(ErrorMessage = "Informe decisions."), NoNulls]
    [property: MinLength(1, ErrorMessage = "Informe ao menos uma decisão."),
        MaxLength(500, ErrorMessage = "O limite é de 500 decisões por vez.")]
    IReadOnlyList<BulkDecision>? Decisions);

public sealed record BulkDecision
{
    /// <summary>The review item.</summary>
    public Guid Id { get; init; }

    [Required(ErrorMessage = "Informe action."),
        AllowedValues("approve", "correct", "reject", "not_goods", ErrorMessage = "Use approve, correct, reject ou not_goods.")]
    public string? Action { get; init; }

    /// <summary>As <c>etag</c> in the queue: guards as If-Match does.</summary>
    public string? Etag { get; init; }

    /// <summary>Of a rejection.</summary>
    [StringLength(1000)]
    public string? Reason { get; init; }
    public CorrectClassification? Correction { get; init; }
}

/// <param name="BatchId">For <c>POST /review/bulk/{batch_id}/undo</c>.</param>
public sealed record BulkMade(Guid BatchId, int Done, int Failed, IReadOnlyList<BulkOutcome> Results);

/// <param name="Id">The review item, or the decision where decisions are undone.</param>
/// <param name="Status">As the single request would have answered: 200, 404, 409, 412, 422.</param>
public sealed record BulkOutcome(Guid Id, int Status, Guid? DecisionId, Guid? ClassificationId, string? Error);
