using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>The statements of the table <c>decision</c>.</summary>
internal static class DecisionRows
{
    /// <summary>Inserts the decision and closes the item of the review queue that it decides.</summary>
    public static Task InsertAsync(NpgsqlConnection connection, Decision decision, CancellationToken ct) => connection.Statement(
        """
        with closed as (
          update review_item set state = $4, closed_at = now(), claimed_by = null, claimed_until = null
          where classification_id = $3 and organisation_id = $2 and state in ('OPEN', 'ANSWERED'))
        insert into decision (id, organisation_id, classification_id, kind, actor_id, batch_id, reason, produced_id)
          values ($1, $2, $3, $5, $6, $7, $8, $9)
        """,
        decision.Id, decision.OrganisationId, decision.ClassificationId, decision.Closes.ToText(),
        decision.Kind.ToText(), decision.ActorId, decision.BatchId, decision.Reason, decision.ProducedId).ExecuteAsync(ct);

    /// <summary>Marks a decision as undone; null when there is none among what the reviewer sees, or it is undone already.</summary>
    public static async Task<Decision?> MarkUndoneAsync(NpgsqlConnection connection, Guid id, Reviewer who, CancellationToken ct) =>
        (await connection.Statement(
            """
            update decision set undone_by = $3, undone_at = now() where id = $1 and organisation_id = $2 and undone_at is null
            returning organisation_id, classification_id, produced_id, kind
            """,
            id, who.Organisation, who.Id).ListAsync(row => new Decision
            {
                Id = id,
                OrganisationId = row.Id("organisation_id"),
                ClassificationId = row.Id("classification_id"),
                ProducedId = row.IdOrNull("produced_id"),
                Kind = row.State<DecisionKind>("kind"),
            }, ct)).SingleOrDefault();

    /// <summary>The decision that approved a version, or made it as an approved one, and stands.</summary>
    public static async Task<Guid?> FindStandingAsync(
        NpgsqlConnection connection, Guid classification, Guid organisation, CancellationToken ct) =>
        (await connection.Statement(
            """
            select id from decision
            where (classification_id = $1 and kind = 'APPROVE' or produced_id = $1) and organisation_id = $2 and undone_at is null
            order by id desc limit 1
            """,
            classification, organisation).ListAsync(row => (Guid?)row.Id("id"), ct)).SingleOrDefault();

    public static Task<bool> ExistsAsync(NpgsqlConnection connection, Guid id, Guid organisation, CancellationToken ct) =>
        connection.Statement("select exists (select from decision where id = $1 and organisation_id = $2)", id, organisation)
        .ScalarAsync<bool>(ct);

    /// <summary>The decisions of a batch, newest first.</summary>
    public static Task<List<Guid>> ReadBatchAsync(NpgsqlDataSource database, Guid batchId, Guid organisation, CancellationToken ct) =>
        database.Statement("select id from decision where batch_id = $1 and organisation_id = $2 order by id desc", batchId, organisation)
            .ListAsync(row => row.Id("id"), ct);
}
