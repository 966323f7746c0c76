using System.ComponentModel.DataAnnotations;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Core.Tasks;

public sealed class IntakeSettings
{
    /// <summary>Items of a batch that one job sends to the agents together.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 20;

    /// <summary>Part numbers that one batch or document may hold.</summary>
    [Range(1, 1_000_000)]
    public int MaxItems { get; set; } = 1000;

    /// <summary>While a submission has waited for the database for longer, others are answered 503 with Retry-After.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>A part number to classify, as its user gave it.</summary>
/// <param name="Ncm">The code that the order, the invoice or the ERP gives it.</param>
/// <param name="Coo">The country of origin, as written there.</param>
public sealed record NewItem(
    string PartNumber, string? Description, string? Manufacturer, string? Supplier, string? Ncm = null, string? Coo = null)
{
    public const int ShortestPartNumber = 3;
    public const int LongestPartNumber = 100;

    /// <summary>Each part number once, the first mention of it: agents answer by part number.</summary>
    public static List<NewItem> Distinct(IEnumerable<NewItem> items) =>
        [.. items.DistinctBy(item => Catalogue.PartNumber.Normalize(item.PartNumber), StringComparer.Ordinal)];
}

/// <summary>What was answered at once: the classifications already known, by part number.</summary>
public sealed record Accepted(Guid TaskId, IReadOnlyList<ClassificationResult> Known);

/// <summary>
/// Takes part numbers in: a task, its items, jobs and first events commit together. Submissions of the same moment share a transaction.
/// </summary>
public sealed class TaskIntake
{
    /// <summary>Groups of submissions in the making at a time: while one commits, the known answers of another are read.</summary>
    private const int MostWriters = 2;

    /// <summary>Part numbers in one transaction, but for a single submission that has more.</summary>
    private const int LargestGroup = 256;

    private readonly NpgsqlDataSource database;
    private readonly KnownClassifications known;
    private readonly Doorbell doorbell;
    private readonly EventPublisher publisher;
    private readonly IntakeSettings settings;
    private readonly Gathered<Submission, Accepted> submissions;

    public TaskIntake(
        NpgsqlDataSource database, KnownClassifications known, Doorbell doorbell, EventPublisher publisher, IntakeSettings settings)
    {
        (this.database, this.known, this.doorbell, this.publisher, this.settings) = (database, known, doorbell, publisher, settings);
        submissions = new(
            database, WriteAsync, MostWriters, LargestGroup, submission => submission.Items.Count, settings.LongestWait);
    }

    /// <summary>Creates a task of its own for the items.</summary>
    public Task<Accepted> SubmitAsync(Sender sender, TaskKind kind, IReadOnlyList<NewItem> items, bool reclassify, CancellationToken ct) =>
        submissions.AddAsync(new(Guid.CreateVersion7(), sender, kind, items, reclassify), ct);

    /// <summary>
    /// The same in the caller's transaction, for items to be asked anew; call <see cref="Announce"/> with the answer once that is
    /// committed.
    /// </summary>
    public async Task<IntakePlan> AddTaskAsync(
        NpgsqlConnection connection, Sender sender, TaskKind kind, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        var plan = Plan(new(Guid.CreateVersion7(), sender, kind, items, reclassify: true), []);
        await WriteAsync(connection, [plan], ct);
        return plan;
    }

    /// <summary>
    /// Gives a task that waits for a document its items, in the caller's transaction; call <see cref="Announce"/> with the answer once
    /// that is committed.
    /// </summary>
    /// <returns>A plan of no items where the task was cancelled meanwhile.</returns>
    public async Task<IntakePlan> AddItemsAsync(
        NpgsqlConnection connection, Guid taskId, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        if (await TaskRows.LockOpenAsync(connection, taskId, ct) is not { } task)
        {
            return Plan(new(taskId, new(Guid.Empty, null), TaskKind.Document, [], reclassify: false), []);
        }

        var submission = new Submission(taskId, new(task.OrganisationId, null), task.Kind, items, task.Reclassify);
        var answers = await known.FindAsync(connection, [submission], ct);
        var plan = Plan(submission, answers.GetValueOrDefault(submission) ?? [], task.LastSeq + 1);
        await using var batch = connection.Batch();
        TaskRows.AddPlan(batch, plan.ToTask(TaskState.Processing));
        IntakePlan.AddInsert(batch, [plan]);
        await batch.ExecuteAsync(ct);
        await IntakePlan.AddDeliveriesAsync(connection, [plan], ct);
        return plan;
    }

    /// <summary>After the commit: wakes the workers and sends the first events.</summary>
    public void Announce(params IReadOnlyList<IntakePlan> plans)
    {
        if (plans.Any(plan => plan.HasJobs))
        {
            doorbell.Ring(ClassifyItems.Kind, plans.Sum(plan => plan.JobCount));
        }

        if (plans.Any(plan => plan.HasDeliveries))
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        publisher.Publish([.. plans.SelectMany(plan => plan.Events)]);
    }

    /// <summary>Commits a group in two round trips: one for the known answers, one for the rows.</summary>
    internal async Task<IReadOnlyList<Accepted>> WriteAsync(IReadOnlyList<Submission> group)
    {
        var ct = CancellationToken.None;
        using var scope = OrganisationScope.Enter(group.Select(submission => submission.Scope));
        await using var connection = await database.OpenConnectionAsync(ct);
        var answers = await known.FindAsync(connection, group, ct);
        List<IntakePlan> plans = [.. group.Select(submission => Plan(submission, answers.GetValueOrDefault(submission) ?? []))];
        try
        {
            // Submissions without known answers are one batch, which is a transaction of its own; known answers add webhook deliveries to
            // it.
            await using var transaction = answers.Count == 0 ? null : await connection.BeginTransactionAsync(ct);
            await WriteAsync(connection, plans, ct);
            await (transaction?.CommitAsync(ct) ?? Task.CompletedTask);
        }
        catch (PostgresException twice) when (group.Count == 1
            && twice is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "task" })
        {
            // Written before: the connection broke after the commit, and before its answer.
        }

        Announce(plans);
        return plans.ConvertAll(plan => new Accepted(plan.TaskId, plan.Known));
    }

    private static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<IntakePlan> plans, CancellationToken ct)
    {
        await using var batch = connection.Batch();
        TaskRows.AddInsert(batch, [.. plans.Select(plan => plan.ToTask(TaskState.Started))]);
        IntakePlan.AddInsert(batch, plans);
        await batch.ExecuteAsync(ct);
        await IntakePlan.AddDeliveriesAsync(connection, plans, ct);
    }

    private IntakePlan Plan(Submission submission, Dictionary<int, KnownAnswer> answers, long firstSeq = 1) =>
        new(submission, answers, submission.Kind is TaskKind.PartNumber ? 1 : settings.BatchSize, firstSeq);
}
