using System.Diagnostics;
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
    private readonly TaskKind kind;
    private readonly List<TaskItem> rows;
    private readonly List<Guid> jobs = [];
    private readonly List<KnownAnswer> answered;

    internal IntakePlan(Guid taskId, TaskKind kind, IReadOnlyList<NewItem> items, Dictionary<int, KnownAnswer> answers, int chunk, long firstSeq)
    {
        this.taskId = taskId;
        this.kind = kind;
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

    internal NpgsqlBatchCommand InsertTask(Guid ownerId, bool reclassify)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into task (id, owner_id, kind, status, reclassify, total, succeeded, failed, last_seq, finished_at)
            values ($1, $2, $3, $4, $5, $6, $7, 0, $8, case when $4 = 'DONE' then now() end)
            """);
        command.Parameters.Add(new() { Value = taskId });
        command.Parameters.Add(new() { Value = ownerId });
        command.Parameters.Add(new() { Value = kind.Text() });
        command.Parameters.Add(new() { Value = (IsDone ? TaskState.Done : TaskState.Started).Text() });
        command.Parameters.Add(new() { Value = reclassify });
        command.Parameters.Add(new() { Value = rows.Count });
        command.Parameters.Add(new() { Value = Known.Count });
        command.Parameters.Add(new() { Value = LastSeq });
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

    internal void AddTo(NpgsqlBatch batch)
    {
        if (rows.Count > 0)
        {
            batch.BatchCommands.Add(InsertItems());
        }

        if (jobs.Count > 0)
        {
            batch.BatchCommands.Add(InsertJobs());
        }

        if (Events.Count > 0)
        {
            batch.BatchCommands.Add(TaskEventLog.InsertCommand(Events));
        }
    }

    /// <summary>Webhooks hear of what is answered at once as they do of what takes its time.</summary>
    internal async Task TellAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken ct)
    {
        List<WebhookNotice> notices = [.. answered.Select(answer => WebhookNotice.Classified(ownerId, answer.ClassificationId, taskId, answer.Result))];
        if (IsDone)
        {
            notices.Add(WebhookNotice.Ended(ownerId, taskId, TaskState.Done, Total, Total, 0));
        }

        HasDeliveries = await WebhookOutbox.AddAsync(connection, notices, ct);
    }

    private NpgsqlBatchCommand InsertItems()
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into task_item (id, task_id, position, part_number, description, manufacturer, supplier, status, classification_id, job_id)
            select u.id, $1, u.position, u.part_number, u.description, u.manufacturer, u.supplier, u.status, u.classification_id, u.job_id
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) as u(id, position, part_number, description, manufacturer, supplier, status, classification_id, job_id)
            """);
        command.Parameters.Add(new() { Value = taskId });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Id) });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Position) });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.PartNumber) });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Description), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Manufacturer), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Supplier), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.Status.Text()) });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.ClassificationId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = rows.ConvertAll(r => r.JobId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        return command;
    }

    private NpgsqlBatchCommand InsertJobs()
    {
        var command = new NpgsqlBatchCommand(
            "insert into job (id, kind, payload, priority, trace_parent, task_id) select id, $2, $3, $4, $5, $6 from unnest($1) as id");
        command.Parameters.Add(new() { Value = jobs });
        command.Parameters.Add(new() { Value = ClassifyItems.Kind });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(new ClassifyItems(taskId), JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (short)(kind is TaskKind.PartNumber ? 0 : 1) }); // somebody waits for a single part number
        command.Parameters.Add(new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = taskId });
        return command;
    }

    private List<StoredEvent> KnownEvents(Dictionary<int, KnownAnswer> answers, long seq)
    {
        var events = new List<StoredEvent>();
        if (kind is TaskKind.PartNumber)
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
