using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Live;
using Nexa.Api.Problems;
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
        group.MapGet("/", ListAsync).WithSummary("The user's tasks, newest first");
        group.MapGet("/{id:guid}", GetAsync).WithSummary("A task with its items and classifications");
        group.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Cancels a task if it runs, and deletes it; its classifications stay")
            .RequireAuthorization(Permissions.Classify);
        group.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Cancels what is not done yet")
            .RequireAuthorization(Permissions.Classify).Refuses(409);
        group.MapPost("/{id:guid}/retry", RetryAsync).WithSummary("Classifies the failed items again, as a task of its own")
            .RequireAuthorization(Permissions.Classify).Refuses(409);
        group.MapGet("/{id:guid}/events", StreamEventsAsync)
            .WithSummary("The task's events as server-sent events, resumable by Last-Event-ID")
            .EndsWithSession();
        routes.MapGet("/status/{taskId:guid}", ReadStatusAsync).WithTags("Tasks").RequireAuthorization(Permissions.Read)
            .WithSummary("How far a task is, with its result once it is done");
    }

    private static async Task<Results<Ok<TaskPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, CurrentUser user, [FromQuery(Name = "task_id")] Guid? taskId, [FromQuery(Name = "job_id")] string? jobId,
        [FromQuery(Name = "progress_channel")] string? progressChannel, string? status,
        [FromQuery(Name = "importer_id")] Guid? importerId, Guid? cursor, int? limit, CancellationToken ct)
    {
        var size = Math.Clamp(limit ?? 20, 1, 100);
        var tasks = db.Tasks.AsNoTracking().Where(t => t.OrganisationId == user.Organisation);
        if (status is not null)
        {
            if (!StateText.TryParse<TaskState>(status, out var state))
            {
                return ProblemServices.Invalid("status",
                    $"status deve ser um de: {string.Join(", ", Enum.GetValues<TaskState>().Select(s => s.ToText()))}.");
            }

            tasks = tasks.Where(t => t.Status == state);
        }

        if (taskId is { } id)
        {
            tasks = tasks.Where(t => t.Id == id);
        }

        if (importerId is not null)
        {
            tasks = tasks.Where(t => t.ImporterId == importerId);
        }

        if (jobId is not null)
        {
            tasks = tasks.Where(t => db.TaskItems.Any(i => i.TaskId == t.Id && i.AgentJobId == jobId));
        }

        if (progressChannel is not null)
        {
            var job = progressChannel.StartsWith("progress-", StringComparison.Ordinal)
                && Guid.TryParse(progressChannel["progress-".Length..], out var parsed) ? parsed : Guid.Empty;
            tasks = tasks.Where(t => db.TaskItems.Any(i => i.TaskId == t.Id && i.JobId == job));
        }

        if (cursor is { } after)
        {
            tasks = tasks.Where(t => t.Id < after);
        }

        var page = await tasks.OrderByDescending(t => t.Id).Take(size + 1).ToListAsync(ct);
        var shown = page.Take(size).ToList();
        var rows = (await ReadItemsAsync(db, shown.ConvertAll(t => t.Id), ct)).ToLookup(r => r.Item.TaskId);
        return TypedResults.Ok(
            new TaskPage(shown.ConvertAll(t => t.ToView(rows[t.Id])), page.Count > size ? shown[^1].Id.ToString() : null));
    }

    private static async Task<Results<Ok<TaskView>, NotFound>> GetAsync(
        Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        await FindAsync(id, db, user, ct) is { } task ? TypedResults.Ok(task.ToView(await ReadItemsAsync(db, [id], ct)))
        : TypedResults.NotFound();

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
            var view = task.ToView(await ReadItemsAsync(db, [taskId], ct));
            result = task.Kind is TaskKind.PartNumber ? view.Classifications.Select(c => (JsonElement?)c)
                .FirstOrDefault() : JsonSerializer.SerializeToElement(view.Classifications);
        }

        var error = task is { Status: TaskState.Failed, Kind: TaskKind.PartNumber, Error: null }
            ? await db.TaskItems.Where(i => i.TaskId == taskId).Select(i => i.Error).FirstOrDefaultAsync(ct) : task.Error;
        return TypedResults.Ok(new TaskStatusView(task.Id, task.Status.ToText(), task.Succeeded + task.Failed, task.Total, error, result));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        Guid id, NexaDbContext db, TaskCancellation cancellation, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is null)
        {
            return TypedResults.NotFound();
        }

        await cancellation.CancelAsync(id, ct); // tells the followers that the task has ended
        await db.Tasks.Where(t => t.Id == id && t.OrganisationId == user.Organisation).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TaskView>, NotFound, ProblemHttpResult>> CancelAsync(
        Guid id, NexaDbContext db, TaskCancellation cancellation, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is null)
        {
            return TypedResults.NotFound();
        }

        if (!await cancellation.CancelAsync(id, ct))
        {
            return ProblemServices.Problem(409, "A tarefa já terminou.");
        }

        var task = await FindAsync(id, db, user, ct);
        return task is null ? TypedResults.NotFound() : TypedResults.Ok(task.ToView(await ReadItemsAsync(db, [id], ct)));
    }

    private static async Task<Results<Accepted<TaskRetried>, NotFound, ProblemHttpResult>> RetryAsync(
        Guid id, NexaDbContext db, TaskIntake intake, CurrentUser user, CancellationToken ct)
    {
        if (await FindAsync(id, db, user, ct) is not { } task)
        {
            return TypedResults.NotFound();
        }

        var failed = await db.TaskItems.AsNoTracking().Where(i => i.TaskId == id && i.Status == ItemState.Failed).OrderBy(i => i.Position)
            .Select(i => new NewItem(i.PartNumber, i.Description, i.Manufacturer, i.Supplier)).ToListAsync(ct);
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
        var (events, ended) = await TaskEventLog.ReadEventsAsync(database, id, seq, limit: 1, ct);
        return ended && events.Count == 0
            ? TypedResults.NoContent() // the client has every event; a browser's EventSource stops reconnecting
            : new EventStream(id, seq);
    }

    private static Task<ClassificationTask?> FindAsync(Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id && t.OrganisationId == user.Organisation, ct);

    private static async Task<List<(TaskItem Item, string? Result)>> ReadItemsAsync(NexaDbContext db, List<Guid> tasks,
        CancellationToken ct)
    {
        var rows = await db.TaskItems.AsNoTracking().Where(i => tasks.Contains(i.TaskId)).OrderBy(i => i.Position)
            .LeftJoin(db.Classifications, i => i.ClassificationId, c => (Guid?)c.Id, (i, c) =>
                new { Item = i, Result = c == null ? null : c.Result })
            .ToListAsync(ct);
        return rows.ConvertAll(r => (r.Item, r.Result));
    }
}
