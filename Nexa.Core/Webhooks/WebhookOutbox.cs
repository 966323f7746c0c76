using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Webhooks;

/// <summary>Deliver one event to one webhook.</summary>
public sealed record DeliverWebhook(Guid DeliveryId) : IJobPayload
{
    public static string Kind => "deliver-webhook";
}

/// <param name="OrganisationId">Whose webhooks are told.</param>
/// <param name="Event">One of <see cref="WebhookEvent"/>.</param>
/// <param name="Data">What happened; written as snake_case JSON.</param>
public sealed record WebhookNotice(Guid OrganisationId, string Event, object Data)
{
    /// <param name="organisation">Whose it is.</param>
    /// <param name="classification">The version.</param>
    /// <param name="task">The task that asked for it; null for a person's correction.</param>
    /// <param name="result">The answer.</param>
    /// <param name="rejected">Why it is not one.</param>
    public static WebhookNotice Classified(Guid organisation, Guid classification, Guid? task, object result, string? rejected = null) =>
        new(organisation, WebhookEvent.ClassificationFinished,
            new { classification_id = classification, task_id = task, rejected, result });

    public static WebhookNotice Ended(Guid organisation, Guid task, TaskState status, int total, int succeeded, int failed) =>
        new(organisation, WebhookEvent.TaskFinished, new { task_id = task, status = status.ToText(), total, succeeded, failed });
}

/// <summary>Transactional outbox: deliveries and their jobs commit with the change that they report.</summary>
public static class WebhookOutbox
{
    /// <summary>How often the queue tries: with its back-off, for about three quarters of an hour.</summary>
    public const short MaxAttempts = 8;

    /// <summary>
    /// Of <c>webhook w</c>: nothing leaves on behalf of a key that has ended, or of a person who may not manage webhooks any more.
    /// </summary>
    public static readonly string Live =
        $"w.enabled and (w.created_by is null or {MembershipRows.Grants("w.organisation_id", "w.created_by", Permissions.ManageWebhooks)}) "
        + $"and (w.api_key_id is null or {ApiKeyRows.IsUsable("w.api_key_id")})";

    /// <summary>
    /// True when there is something to deliver: ring <see cref="DeliverWebhook.Kind"/> once the transaction is committed.
    /// </summary>
    public static async Task<bool> AddAsync(NpgsqlConnection connection, IReadOnlyCollection<WebhookNotice> notices, CancellationToken ct)
    {
        if (notices.Count == 0)
        {
            return false;
        }

        var (wanted, now) = await FindWantedAsync(connection, notices, ct);
        var due = notices.Where(notice => wanted.Contains((notice.OrganisationId, notice.Event))).ToList();
        if (due.Count == 0)
        {
            return false;
        }

        var bodies = due.ConvertAll(notice => WriteBody(notice, now));

        return await connection.Statement(
            $"""
            with due as materialized (
              select gen_random_uuid() as id, w.id as webhook_id, n.event, n.payload
              from unnest($1, $2, $3) as n(organisation_id, event, payload)
                join webhook w on w.organisation_id = n.organisation_id and n.event = any(w.events) and {Live}),
            deliveries as (
              insert into webhook_delivery (id, webhook_id, event, payload, state, attempts) select id, webhook_id, event, payload,
                'PENDING', 0 from due)
            {JobQueue.InsertSelected} select gen_random_uuid(), $4, jsonb_build_object('deliveryId', id), 2, $5 from due
            """,
            due.ConvertAll(notice => notice.OrganisationId), due.ConvertAll(notice => notice.Event), bodies, DeliverWebhook.Kind,
            MaxAttempts)
            .ExecuteAsync(ct) > 0;
    }

    /// <summary>The organisations of the tasks that have webhooks; the result has the column <c>organisation_id</c>.</summary>
    public static void AddListeners(NpgsqlBatch batch, Guid[] tasks) => batch.Add(
        $"""
        select distinct w.organisation_id from webhook w {TaskRows.JoinTasks("w.organisation_id")}
        where t.id = any($1) and w.enabled
        """,
        tasks);

    /// <summary>
    /// The body of an event: its id is the same for all webhooks and all attempts, so that a receiver can drop what it has seen.
    /// </summary>
    public static string WriteBody(WebhookNotice notice, DateTimeOffset now) =>
        NexaJson.Write(new { id = Guid.CreateVersion7(), @event = notice.Event, created_at = now, data = notice.Data });

    /// <summary>
    /// The events that some webhook waits for, and the database's time. Most organisations have no webhook: they cost one query, not the
    /// serialization of every event.
    /// </summary>
    private static async Task<(HashSet<(Guid Organisation, string Event)> Wanted, DateTimeOffset Now)> FindWantedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<WebhookNotice> notices, CancellationToken ct)
    {
        var wanted = await connection.Statement(
            "select distinct organisation_id, unnest(events) as event, now() as now from webhook where organisation_id = any($1) and "
            + "enabled",
            notices.Select(notice => notice.OrganisationId).Distinct().ToArray())
            .ListAsync(row => (Organisation: row.Id("organisation_id"), Event: row.Text("event"), Now: row.Time("now")), ct);
        return ([.. wanted.Select(row => (row.Organisation, row.Event))], wanted.FirstOrDefault().Now);
    }
}
