using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Features.Review;

/// <summary>An answer becomes part of the description that the agents are given: a task of its own classifies the part again.</summary>
internal static class AnsweredQuestion
{
    public static async Task<Results<Accepted<QuestionAnswered>, NotFound, ProblemHttpResult>> HandleAsync(
        Guid id, AnswerQuestion answer, CurrentUser user, ReviewQueue queue, TaskIntake intake, NpgsqlDataSource database, CancellationToken ct)
    {
        if (await queue.FindAsync(id, user.Sees, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        // Of two answers one starts a task; the answer and its task are there together or not at all.
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var take = connection.Statement(
            """
            update review_item r set state = 'ANSWERED', answer = $3, answered_by = $4, claimed_by = null, claimed_until = null
            from classification c
            left join lateral (select description, supplier from task_item where classification_id = c.id order by id limit 1) i on true
            where r.id = $1 and r.owner_id = any($2) and r.state = 'OPEN' and r.question is not null and c.id = r.classification_id
            returning i.description, i.supplier
            """, id, user.Sees, answer.Answer, user.Id);
        string? description, supplier;
        await using (var row = await take.ExecuteReaderAsync(ct))
        {
            if (!await row.ReadAsync(ct))
            {
                return ProblemServices.Problem(StatusCodes.Status409Conflict, item.State != "OPEN" ? ReviewEndpoints.NotOpen : "Ninguém fez uma pergunta sobre este item.");
            }

            (description, supplier) = (row[0] as string, row[1] as string);
        }

        var known = $"{description ?? item.Classification.Description} {item.Question} {answer.Answer}".Trim();
        var plan = await intake.AddTaskAsync(connection, item.Classification.OwnerId, TaskKind.PartNumber,
            [new(item.Classification.Partnumber, known.Length <= 2000 ? known : known[..2000], item.Classification.Fabricante, supplier)], ct);
        await using var link = connection.Statement("update review_item set answer_task_id = $2 where id = $1", id, plan.TaskId);
        await link.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        intake.Announce(plan);
        return TypedResults.Accepted($"/tasks/{plan.TaskId}", new QuestionAnswered(plan.TaskId, ClassificationTask.RoomOf(plan.TaskId)));
    }
}
