using Nexa.Core.Contracts;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>Cancels a task: pending items are dropped, running jobs are asked to stop, classifications that are done stay.</summary>
public sealed class TaskCancellation(NpgsqlDataSource database, Doorbell doorbell, EventPublisher publisher)
{
    /// <summary>False when the task had already ended, or is none of the organisation's.</summary>
    public async Task<bool> CancelAsync(Guid taskId, Guid organisation, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await JobQueue.CancelAsync(connection, taskId, ct); // jobs before the task: the order in which results lock them
        if (await TaskRows.CancelAsync(connection, taskId, organisation, ct) is not { } task)
        {
            return false;
        }

        var stored = await TaskEventLog.AppendAsync(connection, taskId, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("cancelled", task.Succeeded + task.Failed, task.Total, "Tarefa cancelada.", Final: true)), ct);
        var notice = WebhookNotice.Ended(task.OrganisationId, taskId, TaskState.Cancelled, task.Total, task.Succeeded, task.Failed);
        var hasDeliveries = await WebhookOutbox.AddAsync(connection, [notice], ct);
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
