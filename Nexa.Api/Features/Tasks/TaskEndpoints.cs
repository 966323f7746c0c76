using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Live;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Features.Tasks;

internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/tasks").WithTags("Tasks").RequireAuthorization(Permissions.Read);
        group.MapGet("/", TaskLists.ListAsync).WithName("listTasks").WithSummary("The organisation's tasks, newest first");
        group.MapGet("/summary", TaskLists.SummarizeAsync).WithName("getTaskSummary")
            .WithSummary("How many tasks and part numbers there are, by state and by month");
        group.MapGet("/{id:guid}", GetAsync).WithName("getTask").WithSummary("A task with its items and classifications");
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteTask")
            .WithSummary("Cancels a task if it runs, and deletes it; its classifications stay")
            .RequireAuthorization(Permissions.Classify);
        group.MapPost("/{id:guid}/cancel", CancelAsync).WithName("cancelTask").WithSummary("Cancels what is not done yet")
            .RequireAuthorization(Permissions.Classify).Refuses(409);
        group.MapPost("/{id:guid}/retry", RetryAsync).WithName("retryTask")
            .WithSummary("Classifies the failed items again, as a task of its own")
            .RequireAuthorization(Permissions.Classify).WithinTasksInFlight().Refuses(409);
        group.MapGet("/{id:guid}/events", StreamEventsAsync).WithName("streamTaskEvents")
            .WithSummary("The task's events as server-sent events, resumable by Last-Event-ID")
            .EndsWithSession();
        routes.MapGet("/status/{taskId:guid}", ReadStatusAsync).WithName("getStatus").WithTags("Tasks")
            .RequireAuthorization(Permissions.Read).WithSummary("How far a task is, with its result once it is done");
    }

    private static async Task<Results<Ok<TaskView>, NotFound>> GetAsync(
        Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        await FindAsync(id, db, user, ct) is { } task ? TypedResults.Ok(await ReadViewAsync(task, db, ct)) : TypedResults.NotFound();

    private static async Task<Results<Ok<TaskStatusView>, NotFound>> ReadStatusAsync(
        Guid taskId, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(taskId, db, user, ct) is not { } task)
        {
            return TypedResults.NotFound();
        }

        JsonElement? result = null;
        if (task.Status is TaskState.Done)
        {
            var answers = (await ReadItemsAsync(db, taskId, ct)).Where(row => row is { Answer: not null, Item.Status: ItemState.Done })
                .Select(row => JsonElement.Parse(row.Answer!.Result)).ToList();
            result = task.Kind is not TaskKind.PartNumber ? JsonSerializer.SerializeToElement(answers) : answers is [var only] ? only
                : null;
        }

        var error = task is { Status: TaskState.Failed, Kind: TaskKind.PartNumber, Error: null }
            ? await db.TaskItems.Where(i => i.TaskId == taskId).Select(i => i.Error).FirstOrDefaultAsync(ct) : task.Error;
        return TypedResults.Ok(new TaskStatusView(task.Id, task.Status.ToText(), task.Succeeded + task.Failed, task.Total, error, result));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        Guid id, NexaDbContext db, TaskCancellation cancellation, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is not { } task)
        {
            return TypedResults.NotFound();
        }

        await cancellation.CancelAsync(id, user.Organisation, ct); // tells the followers that the task has ended
        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (await db.Tasks.Where(t => t.Id == id && t.OrganisationId == user.Organisation).ExecuteDeleteAsync(ct) == 0)
            {
                return; // somebody else deleted it meanwhile, and that is audited
            }

            db.Audit(user, "task.deleted", $"task:{id}", before: new { task.Kind, task.Total, task.CreatedAt });
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        });
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TaskView>, NotFound, ProblemHttpResult>> CancelAsync(
        Guid id, NexaDbContext db, TaskCancellation cancellation, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is null)
        {
            return TypedResults.NotFound();
        }

        if (!await cancellation.CancelAsync(id, user.Organisation, ct))
        {
            return ProblemServices.Problem(409, "A tarefa já terminou.");
        }

        db.Audit(user, "task.cancelled", $"task:{id}");
        await db.SaveChangesAsync(ct);

        var task = await FindAsync(id, db, user, ct);
        return task is null ? TypedResults.NotFound() : TypedResults.Ok(await ReadViewAsync(task, db, ct));
    }

    private static async Task<Results<Accepted<TaskRetried>, NotFound, ProblemHttpResult>> RetryAsync(
        Guid id, NexaDbContext db, TaskIntake intake, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is not { } task)
        {
            return TypedResults.NotFound();
        }

        var failed = await db.TaskItems.AsNoTracking().Where(i => i.TaskId == id && i.Status == ItemState.Failed).OrderBy(i => i.Position)
            .Select(i => new NewItem(i.PartNumber, i.Description, i.Manufacturer, i.Supplier, i.Ncm, i.Coo)).ToListAsync(ct);
        if (failed.Count == 0)
        {
            return ProblemServices.Problem(409, "A tarefa não tem itens com falha.");
        }

        var accepted =
            await intake.SubmitAsync(user.Sender with { ImporterId = task.ImporterId }, task.Kind is TaskKind.PartNumber
                ? TaskKind.PartNumber : TaskKind.Batch,
            failed, reclassify: false, ct);
        return TypedResults.Accepted($"/tasks/{accepted.TaskId}",
            new TaskRetried("Nova tentativa iniciada.", accepted.TaskId, ClassificationTask.NameRoom(accepted.TaskId), failed.Count));
    }

    private static async Task<Results<EventStream, NoContent, NotFound>> StreamEventsAsync(
        Guid id, NexaDbContext db, NpgsqlDataSource database, CurrentUser user, [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        [FromQuery(Name = "after_seq")] long? afterSeq, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is null)
        {
            return TypedResults.NotFound();
        }

        // The header wins: a browser that reconnects sends it beside the query of its first request.
        var seq = Math.Max(0, long.TryParse(lastEventId, CultureInfo.InvariantCulture, out var last) ? last : afterSeq ?? 0);
        var (events, ended, _) = await TaskEventLog.ReadEventsAsync(database, id, seq, limit: 1, ct);
        return ended && events.Count == 0
            ? TypedResults.NoContent() // the client has every event; a browser's EventSource stops reconnecting
            : new EventStream(id, seq);
    }

    private static Task<ClassificationTask?> FindAsync(Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id && t.OrganisationId == user.Organisation, ct);

    private static async Task<TaskView> ReadViewAsync(ClassificationTask task, NexaDbContext db, CancellationToken ct)
    {
        var items = await ReadItemsAsync(db, task.Id, ct);
        var last = await db.TaskEvents.AsNoTracking().Where(e => e.TaskId == task.Id && e.Seq == task.LastSeq).FirstOrDefaultAsync(ct);
        var file = task.DocumentId is not { } document ? null
            : await db.Documents.Where(d => d.Id == document && d.OrganisationId == task.OrganisationId).Select(d => d.FileName)
                .FirstOrDefaultAsync(ct);
        return TaskView.From(task, last, file, [.. items.Select(row => TaskItemView.From(row.Item, row.Answer?.Result))],
            [.. items.Where(row => row is { Answer: not null, Item.Status: ItemState.Done })
                .Select(row => FlatClassification.From(row.Item, row.Answer!))]);
    }

    private static async Task<List<(TaskItem Item, Classification? Answer)>> ReadItemsAsync(
        NexaDbContext db, Guid task, CancellationToken ct)
    {
        var rows = await db.TaskItems.AsNoTracking().Where(i => i.TaskId == task).OrderBy(i => i.Position)
            .LeftJoin(db.Classifications, i => i.ClassificationId, c => (Guid?)c.Id, (i, c) => new { Item = i, Answer = c })
            .ToListAsync(ct);
        return rows.ConvertAll(row => (row.Item, row.Answer));
    }
}
