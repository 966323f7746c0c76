using Microsoft.Extensions.Options;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Events;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Tasks;

public sealed class IntakeOptions
{
    /// <summary>Items of a batch that one job sends to the agents together.</summary>
    public int BatchSize { get; set; } = 20;

    /// <summary>Part numbers that one batch or document may hold.</summary>
    public int MaxItems { get; set; } = 1000;
}

/// <summary>A part number to classify, as its user gave it.</summary>
public sealed record NewItem(string PartNumber, string? Description, string? Manufacturer, string? Supplier)
{
    /// <summary>Each part number once, the first mention of it: agents answer by part number.</summary>
    public static List<NewItem> Distinct(IEnumerable<NewItem> items) => [.. items.DistinctBy(item => Data.PartNumber.Normalize(item.PartNumber), StringComparer.Ordinal)];
}

/// <summary>What was answered at once: the classifications already known, by part number.</summary>
public sealed record Accepted(Guid TaskId, IReadOnlyList<ClassificationResult> Known);

/// <summary>Takes part numbers in: task, items, jobs and first events commit together, in one round trip.</summary>
public sealed class TaskIntake(NpgsqlDataSource database, KnownClassifications known, Doorbell doorbell, EventPublisher publisher, IOptions<IntakeOptions> options)
{
    /// <summary>Creates a task of its own for the items.</summary>
    public async Task<Accepted> SubmitAsync(Guid ownerId, TaskKind kind, IReadOnlyList<NewItem> items, bool reclassify, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var answers = reclassify ? [] : await known.FindAsync(connection, ownerId, items, ct);
        // What is new to its owner is one batch, a transaction of its own; of what is known webhooks are told in the same transaction.
        await using var transaction = answers.Count == 0 ? null : await connection.BeginTransactionAsync(ct);
        var plan = await WriteAsync(connection, ownerId, kind, items, answers, reclassify, ct);
        await (transaction?.CommitAsync(ct) ?? Task.CompletedTask);
        Announce(plan);
        return new(plan.TaskId, plan.Known);
    }

    /// <summary>The same in the caller's transaction, for items to be asked anew; call <see cref="Announce"/> with the answer once that is committed.</summary>
    public Task<IntakePlan> AddTaskAsync(NpgsqlConnection connection, Guid ownerId, TaskKind kind, IReadOnlyList<NewItem> items, CancellationToken ct) =>
        WriteAsync(connection, ownerId, kind, items, answers: [], reclassify: true, ct);

    /// <summary>Gives a task that waits for a document its items, in the caller's transaction; call <see cref="Announce"/> with the answer once that is committed.</summary>
    public async Task<IntakePlan> AddItemsAsync(NpgsqlConnection connection, Guid taskId, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        await using var locked = new NpgsqlCommand("select owner_id, kind, reclassify, last_seq from task where id = $1 and status in ('STARTED','PROCESSING') for update", connection);
        locked.Parameters.Add(new() { Value = taskId });
        Guid owner;
        TaskKind kind;
        bool reclassify;
        long lastSeq;
        await using (var reader = await locked.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
            {
                return new IntakePlan(taskId, TaskKind.Document, [], [], 1, 1); // cancelled meanwhile
            }

            owner = reader.GetGuid(0);
            kind = Enum.Parse<TaskKind>(reader.GetString(1), ignoreCase: true);
            reclassify = reader.GetBoolean(2);
            lastSeq = reader.GetInt64(3);
        }

        var answers = reclassify ? [] : await known.FindAsync(connection, owner, items, ct);
        var plan = new IntakePlan(taskId, kind, items, answers, options.Value.BatchSize, lastSeq + 1);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(plan.UpdateTask());
        plan.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await plan.TellAsync(connection, owner, ct);
        return plan;
    }

    /// <summary>After the commit: wakes the workers and sends the first events.</summary>
    public void Announce(IntakePlan plan)
    {
        if (plan.HasJobs)
        {
            doorbell.Ring(ClassifyItems.Kind);
        }

        if (plan.HasDeliveries)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        publisher.Publish(plan.Events);
    }

    private async Task<IntakePlan> WriteAsync(
        NpgsqlConnection connection, Guid ownerId, TaskKind kind, IReadOnlyList<NewItem> items, Dictionary<int, KnownAnswer> answers, bool reclassify, CancellationToken ct)
    {
        var plan = new IntakePlan(Guid.CreateVersion7(), kind, items, answers, kind is TaskKind.PartNumber ? 1 : options.Value.BatchSize, firstSeq: 1);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(plan.InsertTask(ownerId, reclassify));
        plan.AddTo(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await plan.TellAsync(connection, ownerId, ct);
        return plan;
    }
}
