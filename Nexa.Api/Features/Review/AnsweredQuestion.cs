using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Features.Review;

/// <summary>An answer becomes part of the description that the agents are given: a task of its own classifies the part again.</summary>
internal static class AnsweredQuestion
{
    public static async Task<Results<Accepted<QuestionAnswered>, NotFound, ProblemHttpResult>> HandleAsync(
        Guid id, AnswerQuestion answer, CurrentUser user, ReviewQueue queue, TaskIntake intake, NpgsqlDataSource database,
        CancellationToken ct)
    {
        if (await queue.FindAsync(id, user.Organisation, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        // The answer and its task commit together, and of two answers one starts a task.
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ReviewQueue.AnswerAsync(connection, id, user.Organisation, user.Id, answer.Answer!, ct) is not { } asked)
        {
            return ProblemServices.Problem(
                StatusCodes.Status409Conflict, item.State != "OPEN"
                    ? ReviewEndpoints.NotOpen : "Não há pergunta em aberto para este item.");
        }

        var known = $"{asked.Description ?? item.Classification.Description} {item.Question} {answer.Answer}".Trim();
        var importer = await TaskRows.FindImporterAsync(connection, item.Classification.TaskId, user.Organisation, ct);
        var plan = await intake.AddTaskAsync(connection, user.Sender with { ImporterId = importer }, TaskKind.PartNumber,
            [new(item.Classification.Partnumber, known.Length <= 2000 ? known : known[..2000], item.Classification.Fabricante,
                asked.Supplier, asked.Ncm, asked.Coo)],
            ct);
        await ReviewQueue.LinkTaskAsync(connection, id, user.Organisation, plan.TaskId, ct);
        await transaction.CommitAsync(ct);
        intake.Announce(plan);
        return TypedResults.Accepted($"/tasks/{plan.TaskId}", new QuestionAnswered(plan.TaskId, ClassificationTask.NameRoom(plan.TaskId)));
    }
}
