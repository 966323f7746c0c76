using Nexa.Core.Classifications;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>
/// Takes a decision back. Nothing is deleted: the decision stays, marked undone, and the version that a correction made stays, REJECTED.
/// </summary>
public sealed class Undo(NpgsqlDataSource database)
{
    public async Task<Verdict> UndoDecisionAsync(Reviewer who, Guid decisionId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await DecisionRows.MarkUndoneAsync(connection, decisionId, who, ct) is not { } decision)
        {
            return await DecisionRows.ExistsAsync(connection, decisionId, who.Organisation, ct)
                ? new Verdict.Refused("Esta decisão já foi desfeita.")
                : new Verdict.Missing();
        }

        // Each statement finds the rows as the decision left them, or nothing: then somebody has decided again since.
        var id = decision.ClassificationId;
        var undone = decision.Kind switch
        {
            DecisionKind.Approve => await ClassificationRows.UndoApprovalAsync(connection, id, who.Organisation, ct),
            DecisionKind.Dismiss or DecisionKind.DismissNotGoods => true, // only its item was closed, which opens again below
            DecisionKind.Reject or DecisionKind.NotGoods =>
                await ClassificationRows.UndoRejectionAsync(connection, id, who.Organisation, ct),
            _ => await ClassificationRows.UndoCorrectionAsync(connection, id, decision.ProducedId!.Value, who.Organisation, ct),
        };
        if (!undone)
        {
            return new Verdict.Refused("Esta decisão não pode mais ser desfeita: houve decisão ou classificação posterior.");
        }

        await ReviewIntake.ReopenDecidedAsync(connection, id, who.Organisation, ct);
        await AuditTrail.WriteAsync(
            connection, who, "classification.decision-undone", $"classification:{id}", new { decision_id = decisionId }, ct);
        await transaction.CommitAsync(ct);
        return new Verdict.Done(decisionId, id, decision.OrganisationId);
    }

    /// <summary>The decisions of a batch, newest first.</summary>
    public Task<List<Guid>> OfBatchAsync(Reviewer who, Guid batchId, CancellationToken ct) =>
        DecisionRows.ReadBatchAsync(database, batchId, who.Organisation, ct);
}
