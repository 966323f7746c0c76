using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>Takes a decision back. Nothing is deleted: the decision stays, marked undone, and the version that a correction made stays, REJECTED.</summary>
public sealed class Undo(NpgsqlDataSource database)
{
    public async Task<Verdict> DecisionAsync(Reviewer who, Guid decisionId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        Guid owner, id;
        Guid? produced;
        string kind;
        await using (var read = connection.Statement(
            """
            update decision set undone_by = $3, undone_at = now() where id = $1 and owner_id = any($2) and undone_at is null
            returning owner_id, classification_id, produced_id, kind
            """, decisionId, who.Sees, who.Id))
        {
            await using var row = await read.ExecuteReaderAsync(ct);
            if (!await row.ReadAsync(ct))
            {
                return await WhyNotAsync(connection, row, who, decisionId, ct);
            }

            (owner, id, produced, kind) = (row.GetGuid(0), row.GetGuid(1), await row.IsDBNullAsync(2, ct) ? null : row.GetGuid(2), row.GetString(3));
        }

        // Each statement finds the rows as the decision left them, or nothing: then somebody has decided again since.
        var undone = kind switch
        {
            "APPROVE" => await OneAsync(
                """
                update classification set approved_by = null, approved_at = null, needs_review = review_reason is not null, result = jsonb_set(result, '{needs_review}', to_jsonb(review_reason is not null))
                where id = $1 and status = 'ACTIVE' and approved_at is not null
                """, id),
            "REJECT" => await OneAsync(
                """
                update classification c set status = 'ACTIVE' where id = $1 and status = 'REJECTED'
                  and not exists (select from classification o where o.part_number_id = c.part_number_id and o.owner_id = c.owner_id and o.status = 'ACTIVE')
                """, id),
            _ => await OneAsync("update classification set status = 'REJECTED' where id = $1 and status = 'ACTIVE'", produced!.Value)
                && await OneAsync("update classification set status = case status when 'REPLACED' then 'ACTIVE' else status end where id = $1 and status in ('REPLACED', 'REJECTED')", id),
        };
        if (!undone)
        {
            return new Verdict.Refused("Houve outra decisão ou classificação depois desta: não pode mais ser desfeita.");
        }

        await OneAsync("update review_item set state = 'OPEN', closed_at = null where classification_id = $1 and state in ('APPROVED', 'CORRECTED', 'REJECTED')", id);
        await Trail.WriteAsync(connection, who, "classification.decision-undone", $"classification:{id}", new { decision_id = decisionId }, ct);
        await transaction.CommitAsync(ct);
        return new Verdict.Done(decisionId, id, owner);

        async Task<bool> OneAsync(string sql, Guid key)
        {
            await using var command = connection.Statement(sql, key);
            return await command.ExecuteNonQueryAsync(ct) == 1;
        }
    }

    /// <summary>The decisions of a batch, newest first.</summary>
    public async Task<List<Guid>> OfBatchAsync(Reviewer who, Guid batchId, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select id from decision where batch_id = $1 and owner_id = any($2) order by id desc").With(batchId, who.Sees);
        await using var row = await command.ExecuteReaderAsync(ct);
        var decisions = new List<Guid>();
        while (await row.ReadAsync(ct))
        {
            decisions.Add(row.GetGuid(0));
        }

        return decisions;
    }

    private static async Task<Verdict> WhyNotAsync(NpgsqlConnection connection, NpgsqlDataReader row, Reviewer who, Guid decisionId, CancellationToken ct)
    {
        await row.DisposeAsync();
        await using var exists = connection.Statement("select 1 from decision where id = $1 and owner_id = any($2)", decisionId, who.Sees);
        return await exists.ExecuteScalarAsync(ct) is null ? new Verdict.Missing() : new Verdict.Refused("Esta decisão já foi desfeita.");
    }
}
