using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>
/// The changes that a transaction of results makes to the locked rows: items settled, classifications versioned, tasks counted,
/// events numbered, jobs ended.
/// </summary>
internal sealed class Settlement(LockedRows locked, IReadOnlyDictionary<string, Guid> manufacturers, double reviewSample = 0)
{
    private readonly List<NewClassification> classifications = [];
    private readonly List<(PendingWrite.Item Write, Guid? ClassificationId)> items = [];
    private readonly List<Guid> endedJobs = [];
    private readonly HashSet<LockedTask> changed = [];
    private readonly List<(LockedTask Task, PendingWrite.Item Last)> finished = [];

    public List<StoredEvent> Events { get; } = [];

    /// <summary>True when the transaction adds webhook deliveries: ring their doorbell after the commit.</summary>
    public bool HasDeliveries { get; private set; }

    public void Add(PendingWrite write)
    {
        if (!locked.Jobs.Contains(write.Job.Id) || !locked.Tasks.TryGetValue(write.TaskId, out var task))
        {
            return; // the lease was lost, or the task was deleted
        }

        switch (write)
        {
            case PendingWrite.End:
                endedJobs.Add(write.Job.Id);
                break;
            case PendingWrite.Progress progress when !task.HasEnded && task.Status is TaskState.Started or TaskState.Processing:
                MarkChanged(task);
                var (current, total) = task.Kind is TaskKind.PartNumber
                    ? (progress.Current, progress.Total)
                    : (task.Succeeded + task.Failed, task.Total);
                AddEvent(task, ClientEvents.UpdateStatus,
                    new StatusUpdate("processing", current, total, progress.Message, progress.AgentJobId));
                break;
            case PendingWrite.Item item when !task.HasEnded && locked.PendingItems.Remove(item.ItemId):
                MarkChanged(task);
                SettleItem(task, item);
                break;
        }
    }

    private void SettleItem(LockedTask task, PendingWrite.Item item)
    {
        Guid? classificationId = null;
        if (item.Answer is { } answer)
        {
            classificationId = Guid.CreateVersion7();
            var key = (Number: PartNumber.Normalize(item.PartNumber), Manufacturer: LockedRows.FindManufacturer(item, manufacturers));
            classifications.Add(new(
                classificationId.Value, task.OrganisationId, locked.PartNumbers[key], key.Number, key.Manufacturer, task.Id, answer));
        }

        var succeeded = item.Answer is { Rejected: null };
        task.Succeeded += succeeded ? 1 : 0;
        task.Failed += succeeded ? 0 : 1;
        items.Add((item, classificationId));
        var settled = task.Succeeded + task.Failed;
        if (task.Kind is not TaskKind.PartNumber)
        {
            var error = item.Error ?? item.Answer?.Rejected;
            if (succeeded)
            {
                AddEvent(task, ClientEvents.Partial,
                    new PartialResult(settled, task.Total, $"{item.PartNumber} classificado.", item.Answer!.Result));
            }
            else
            {
                AddEvent(task, ClientEvents.UpdateStatus,
                    new StatusUpdate("processing", settled, task.Total, $"{item.PartNumber}: {error}", item.AgentJobId));
            }
        }

        if (settled == task.Total)
        {
            task.Status = task.Succeeded > 0 ? TaskState.Done : TaskState.Failed;
            finished.Add((task, item));
        }
    }

    /// <summary>Adds the last event of each task that ended.</summary>
    public async Task FinishTasksAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var (task, last) in finished)
        {
            if (task.Kind is not TaskKind.PartNumber)
            {
                AddEvent(task, ClientEvents.BatchFinished, await BatchSummary.ReadSummaryAsync(connection, task, items, ct));
            }
            else if (task.Status is TaskState.Done)
            {
                AddEvent(task, ClientEvents.Finished,
                    new ClassificationFinished("done", "Classificação concluída.", last.PartNumber, last.Answer!.Result));
            }
            else
            {
                AddEvent(task, ClientEvents.UpdateStatus,
                    new StatusUpdate("failed", 1, 1, last.Error ?? last.Answer?.Rejected, last.AgentJobId, Final: true));
            }
        }
    }

    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = connection.Batch();
        if (classifications.Count > 0)
        {
            ClassificationRows.AddInsert(batch, classifications);
        }

        if (items.Count > 0)
        {
            TaskItemRows.AddSettle(batch, items.ConvertAll(i => new SettledItem(
                i.Write.ItemId, i.Write.Answer is { Rejected: null } ? ItemState.Done : ItemState.Failed,
                i.Write.Error ?? i.Write.Answer?.Rejected, i.ClassificationId, i.Write.AgentJobId)));
        }

        if (changed.Count > 0)
        {
            TaskRows.AddUpdate(batch, [.. changed]);
        }

        if (Events.Count > 0)
        {
            TaskEventLog.AddInsert(batch, Events);
        }

        if (endedJobs.Count > 0)
        {
            JobQueue.AddEnd(batch, endedJobs);
        }

        if (classifications.Count > 0)
        {
            ReviewIntake.AddEnlist(batch, classifications.ConvertAll(c => c.Id), reviewSample);
        }

        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        List<Enlisted> enlisted;
        await using (var results = await batch.ReadAsync(ct))
        {
            enlisted = await results.ListAsync(ReviewIntake.ReadEnlisted, ct); // the only statement that returns rows
        }

        if (finished.Where(f => f.Task.Status is TaskState.Failed).Select(f => f.Task.Id).ToArray() is { Length: > 0 } failed)
        {
            await ReviewIntake.ReopenAsync(connection, failed, ct);
        }

        WebhookNotice[] notices =
            [.. classifications.Select(CreateNotice), .. enlisted.Select(item => item.ToNotice()),
                .. finished.Select(f => CreateNotice(f.Task))];
        var wanted = Array.FindAll(notices, notice => locked.Listeners.Contains(notice.OrganisationId));
        HasDeliveries = await WebhookOutbox.AddAsync(connection, wanted, ct);
    }

    private static WebhookNotice CreateNotice(NewClassification made) =>
        WebhookNotice.Classified(made.OrganisationId, made.Id, made.TaskId, made.Answer.Result, made.Answer.Rejected);

    private static WebhookNotice CreateNotice(LockedTask task) =>
        WebhookNotice.Ended(task.OrganisationId, task.Id, task.Status, task.Total, task.Succeeded, task.Failed);

    private void MarkChanged(LockedTask task)
    {
        changed.Add(task);
        if (task.Status is TaskState.Started)
        {
            task.Status = TaskState.Processing;
        }
    }

    private void AddEvent<T>(LockedTask task, string name, T payload) =>
        Events.Add(new(task.Id, ++task.LastSeq, name, NexaJson.Write(payload)));
}
