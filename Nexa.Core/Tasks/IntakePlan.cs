using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Events;
using Nexa.Core.Webhooks;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.Tasks;

/// <summary>The rows that items of a task become: those already known are settled at once, the others go to jobs in chunks.</summary>
public sealed class IntakePlan
{
    private readonly Guid taskId;
    private readonly Submission from;
    private readonly List<TaskItem> rows;
    private readonly List<Guid> jobs = [];
    private readonly List<KnownAnswer> answered;

    internal IntakePlan(Submission from, Dictionary<int, KnownAnswer> answers, int chunk, long firstSeq)
    {
        this.from = from;
        taskId = from.TaskId;
        var items = from.Items;
        rows = new(items.Count);
        var inChunk = 0;
        for (var i = 0; i < items.Count; i++)
        {
            answers.TryGetValue(i, out var answer);
            if (answer is null && inChunk++ % chunk == 0)
            {
                jobs.Add(Guid.CreateVersion7());
            }

            rows.Add(new()
            {
                Id = Guid.CreateVersion7(),
                TaskId = taskId,
                Position = i + 1,
                PartNumber = items[i].PartNumber,
                Description = items[i].Description,
                Manufacturer = items[i].Manufacturer,
                Supplier = items[i].Supplier,
                Status = answer is null ? ItemState.Pending : ItemState.Done,
                ClassificationId = answer?.ClassificationId,
                JobId = answer is null ? jobs[^1] : null,
            });
        }

        answered = [.. answers.OrderBy(a => a.Key).Select(a => a.Value)];
        Known = answered.ConvertAll(a => a.Result);
        Events = KnownEvents(answers, firstSeq);
    }

    public Guid TaskId => taskId;
    public IReadOnlyList<ClassificationResult> Known { get; }
    public IReadOnlyList<StoredEvent> Events { get; }
    public bool HasJobs => jobs.Count > 0;
    public int Total => rows.Count;

    /// <summary>Whether webhooks are to be called once this is committed.</summary>
    public bool HasDeliveries { get; private set; }
    private bool IsDone => rows.Count > 0 && jobs.Count == 0;
    private long LastSeq => Events.Count == 0 ? 0 : Events[^1].Seq;

    internal static NpgsqlBatchCommand InsertTasks(IReadOnlyList<IntakePlan> plans)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into task (id, owner_id, kind, status, reclassify, total, succeeded, failed, last_seq, finished_at)
            select u.id, u.owner_id, u.kind, u.status, u.reclassify, u.total, u.succeeded, 0, u.last_seq, case when u.status = 'DONE' then now() end
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as u(id, owner_id, kind, status, reclassify, total, succeeded, last_seq)
            """);
        command.Parameters.Add(new() { Value = plans.Select(p => p.taskId).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.from.OwnerId).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.from.Kind.Text()).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => (p.IsDone ? TaskState.Done : TaskState.Started).Text()).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.from.Reclassify).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.rows.Count).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.Known.Count).ToArray() });
        command.Parameters.Add(new() { Value = plans.Select(p => p.LastSeq).ToArray() });
        return command;
    }

    internal NpgsqlBatchCommand UpdateTask()
    {
        var command = new NpgsqlBatchCommand(
            """
            update task set total = $2, succeeded = $3, last_seq = greatest(last_seq, $4), status = $5, finished_at = case when $5 = 'DONE' then now() end
            where id = $1
            """);
        command.Parameters.Add(new() { Value = taskId });
        command.Parameters.Add(new() { Value = rows.Count });
        command.Parameters.Add(new() { Value = Known.Count });
        command.Parameters.Add(new() { Value = LastSeq });
        command.Parameters.Add(new() { Value = (IsDone ? TaskState.Done : TaskState.Processing).Text() });
        return command;
    }

    /// <summary>The items of all the plans, their jobs and first events.</summary>
    internal static void AddTo(NpgsqlBatch batch, IReadOnlyList<IntakePlan> plans)
    {
        List<TaskItem> items = [.. plans.SelectMany(plan => plan.rows)];
        if (items.Count > 0)
        {
            batch.BatchCommands.Add(InsertItems(items));
        }

        List<(Guid Id, IntakePlan Plan)> planned = [.. plans.SelectMany(plan => plan.jobs.Select(id => (id, plan)))];
        if (planned.Count > 0)
        {
            batch.BatchCommands.Add(InsertJobs(planned));
        }

        List<StoredEvent> events = [.. plans.SelectMany(plan => plan.Events)];
        if (events.Count > 0)
        {
            batch.BatchCommands.Add(TaskEventLog.InsertCommand(events));
        }
    }

    /// <summary>Webhooks hear of what is answered at once as they do of what takes its time.</summary>
    internal static async Task TellAsync(NpgsqlConnection connection, IReadOnlyList<IntakePlan> plans, CancellationToken ct)
    {
        var due = await WebhookOutbox.AddAsync(connection, [.. plans.SelectMany(plan => plan.Notices())], ct);
        foreach (var plan in plans)
        {
            plan.HasDeliveries = due;
        }
    }

    private IEnumerable<WebhookNotice> Notices()
    {
        foreach (var answer in answered)
        {
            yield return WebhookNotice.Classified(from.OwnerId, answer.ClassificationId, taskId, answer.Result);
        }

        if (IsDone)
        {
            yield return WebhookNotice.Ended(from.OwnerId, taskId, TaskState.Done, Total, Total, 0);
        }
    }

    private static NpgsqlBatchCommand InsertItems(List<TaskItem> items)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into task_item (id, task_id, position, part_number, description, manufacturer, supplier, status, classification_id, job_id)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """);
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Id) });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.TaskId) });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Position) });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.PartNumber) });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Description), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Manufacturer), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Supplier), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.Status.Text()) });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.ClassificationId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = items.ConvertAll(i => i.JobId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        return command;
    }

    private static NpgsqlBatchCommand InsertJobs(List<(Guid Id, IntakePlan Plan)> planned)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into job (id, kind, payload, priority, trace_parent, task_id)
            select u.id, $2, u.payload, u.priority, u.trace_parent, u.task_id from unnest($1, $3, $4, $5, $6) as u(id, payload, priority, trace_parent, task_id)
            """);
        command.Parameters.Add(new() { Value = planned.ConvertAll(j => j.Id) });
        command.Parameters.Add(new() { Value = ClassifyItems.Kind });
        command.Parameters.Add(new() { Value = planned.ConvertAll(j => JsonSerializer.Serialize(new ClassifyItems(j.Plan.taskId), JsonSerializerOptions.Web)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = planned.ConvertAll(j => (short)(j.Plan.from.Kind is TaskKind.PartNumber ? 0 : 1)) }); // somebody waits for a single part number
        command.Parameters.Add(new() { Value = planned.ConvertAll(j => j.Plan.from.TraceParent), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = planned.ConvertAll(j => j.Plan.taskId) });
        return command;
    }

    private List<StoredEvent> KnownEvents(Dictionary<int, KnownAnswer> answers, long seq)
    {
        var events = new List<StoredEvent>();
        if (from.Kind is TaskKind.PartNumber)
        {
            if (answers.TryGetValue(0, out var only))
            {
                events.Add(new(taskId, seq, ClientEvents.Finished, NexaJson.Write(new ClassificationFinished(
                    "done", "Classificação já conhecida.", rows[0].PartNumber, only.Result))));
            }

            return events;
        }

        var current = 0;
        foreach (var (position, answer) in answers.OrderBy(a => a.Key))
        {
            current++;
            events.Add(new(taskId, seq++, ClientEvents.Partial, NexaJson.Write(new PartialResult(
                current, rows.Count, $"{rows[position].PartNumber}: classificação já conhecida.", answer.Result))));
        }

        if (IsDone)
        {
            var results = rows.Zip(answers.OrderBy(a => a.Key)).DistinctBy(p => p.First.PartNumber, StringComparer.Ordinal).ToDictionary(p => p.First.PartNumber,
                p => new BatchItem(ItemState.Done.Text(), p.Second.Value.Result.Ncm, p.Second.Value.Result.ConfidenceScore, null), StringComparer.Ordinal);
            events.Add(new(taskId, seq, ClientEvents.BatchFinished, NexaJson.Write(new BatchFinished(
                "done", "Todas as classificações já eram conhecidas.", [.. rows.Select(r => r.PartNumber)], results))));
        }

        return events;
    }
}
