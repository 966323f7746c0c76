using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Events;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>Cancels a task: what waits is dropped, what runs is asked to stop, what is done stays.</summary>
public sealed class TaskCancellation(NpgsqlDataSource database, Doorbell doorbell, EventPublisher publisher)
{
    /// <summary>False when the task had already ended. The caller has checked whose task it is.</summary>
    public async Task<bool> CancelAsync(Guid taskId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var jobs = new NpgsqlCommand( // jobs before the task: the order in which results lock them
            """
            with mine as materialized (
              select id from job where task_id = $1 and state in ('queued','running') order by id for update)
            update job set cancel_requested = true,
              state = case when state = 'queued' then 'cancelled' else state end,
              finished_at = case when state = 'queued' then now() end
            from mine where job.id = mine.id
            """, connection))
        {
            jobs.Parameters.Add(new() { Value = taskId });
            await jobs.ExecuteNonQueryAsync(ct);
        }

        await using var task = new NpgsqlCommand(
            """
            with ended as (update task set status = 'CANCELLED', finished_at = now() where id = $1 and status in ('STARTED','PROCESSING') returning id, owner_id, total, succeeded, failed),
              dropped as (update task_item set status = 'CANCELLED' from ended where task_id = ended.id and task_item.status = 'PENDING')
            select total, succeeded, failed, owner_id from ended
            """, connection);
        task.Parameters.Add(new() { Value = taskId });
        int total, succeeded, failed;
        Guid owner;
        await using (var reader = await task.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
            {
                return false;
            }

            (total, succeeded, failed, owner) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetGuid(3));
        }

        var stored = await TaskEventLog.AppendAsync(connection, taskId, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("cancelled", succeeded + failed, total, "Tarefa cancelada.", Final: true)), ct);
        var hasDeliveries = await WebhookOutbox.AddAsync(connection, [WebhookNotice.Ended(owner, taskId, TaskState.Cancelled, total, succeeded, failed)], ct);
        await ReviewIntake.ReopenAsync(connection, [taskId], ct);
        await transaction.CommitAsync(ct);
        publisher.Publish([stored]);
        doorbell.Ring(Doorbell.Cancellation);
        if (hasDeliveries)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        return true;
    }
}
