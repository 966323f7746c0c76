using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Tasks;

/// <summary>The rows of a submission: items with a known answer are settled at once, the others go to jobs in chunks.</summary>
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
                Ncm = items[i].Ncm,
                Coo = items[i].Coo,
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
    public int JobCount => jobs.Count;
    public bool HasJobs => jobs.Count > 0;
    public int Total => rows.Count;

    /// <summary>Whether webhooks are to be called once this is committed.</summary>
    public bool HasDeliveries { get; private set; }
    private bool IsDone => rows.Count > 0 && jobs.Count == 0;
    private long LastSeq => Events.Count == 0 ? 0 : Events[^1].Seq;

    /// <summary>The task as the items leave it.</summary>
    internal ClassificationTask ToTask(TaskState open) => new()
    {
        Id = taskId,
        OrganisationId = from.OrganisationId,
        SentBy = from.SentBy,
        ImporterId = from.ImporterId,
        Kind = from.Kind,
        Status = IsDone ? TaskState.Done : open,
        Reclassify = from.Reclassify,
        Total = rows.Count,
        Succeeded = Known.Count,
        LastSeq = LastSeq,
    };

    /// <summary>Adds the items of all the plans, their jobs and first events.</summary>
    internal static void AddInsert(NpgsqlBatch batch, IReadOnlyList<IntakePlan> plans)
    {
        List<TaskItem> items = [.. plans.SelectMany(plan => plan.rows)];
        if (items.Count > 0)
        {
            TaskItemRows.AddInsert(batch, items);
        }

        List<Job> queued = [.. plans.SelectMany(plan => plan.BuildJobs())];
        if (queued.Count > 0)
        {
            JobQueue.AddInsert(batch, ClassifyItems.Kind, queued);
        }

        List<StoredEvent> events = [.. plans.SelectMany(plan => plan.Events)];
        if (events.Count > 0)
        {
            TaskEventLog.AddInsert(batch, events);
        }
    }

    /// <summary>Adds webhook deliveries for the items that are answered at once.</summary>
    internal static async Task AddDeliveriesAsync(NpgsqlConnection connection, IReadOnlyList<IntakePlan> plans, CancellationToken ct)
    {
        var due = await WebhookOutbox.AddAsync(connection, [.. plans.SelectMany(plan => plan.BuildNotices())], ct);
        foreach (var plan in plans)
        {
            plan.HasDeliveries = due;
        }
    }

    private IEnumerable<WebhookNotice> BuildNotices()
    {
        foreach (var answer in answered)
        {
            yield return WebhookNotice.Classified(from.OrganisationId, answer.ClassificationId, taskId, answer.Result);
        }

        if (IsDone)
        {
            yield return WebhookNotice.Ended(from.OrganisationId, taskId, TaskState.Done, Total, Total, 0);
        }
    }

    private IEnumerable<Job> BuildJobs() => jobs.Select(id => new Job
    {
        Id = id,
        Kind = ClassifyItems.Kind,
        Payload = JsonSerializer.Serialize(new ClassifyItems(taskId, from.OrganisationId), JsonSerializerOptions.Web),
        Priority = (short)(from.Kind is TaskKind.PartNumber ? 0 : 1), // a person waits for a single part number
        OwnerId = from.SentBy ?? from.OrganisationId,
        TraceParent = from.TraceParent,
        TaskId = taskId,
    });

    private List<StoredEvent> KnownEvents(Dictionary<int, KnownAnswer> answers, long seq)
    {
        var events = new List<StoredEvent>();
        if (from.Kind is TaskKind.PartNumber)
        {
            if (answers.TryGetValue(0, out var only))
            {
                events.Add(new(taskId, seq, ClientEvents.Finished, NexaJson.Write(new ClassificationFinished(
                    "done", Join("Classificação já conhecida.", only.Note), rows[0].PartNumber, only.Result))));
            }

            return events;
        }

        var current = 0;
        foreach (var (position, answer) in answers.OrderBy(a => a.Key))
        {
            current++;
            events.Add(new(taskId, seq++, ClientEvents.Partial, NexaJson.Write(new PartialResult(
                current, rows.Count, Join($"{rows[position].PartNumber}: classificação já conhecida.", answer.Note), answer.Result))));
        }

        if (IsDone)
        {
            var results = rows.Zip(answered).DistinctBy(pair => pair.First.PartNumber, StringComparer.Ordinal).ToDictionary(
                pair => pair.First.PartNumber,
                pair => new BatchItem(ItemState.Done.ToText(), pair.Second.Result.Ncm, pair.Second.Result.ConfidenceScore, null),
                StringComparer.Ordinal);
            events.Add(new(taskId, seq, ClientEvents.BatchFinished, NexaJson.Write(new BatchFinished(
                "done", "Todas as classificações já eram conhecidas.", [.. rows.Select(r => r.PartNumber)], results))));
        }

        return events;
    }

    private static string Join(string message, string? note) => note is null ? message : $"{message} {note}";
}
