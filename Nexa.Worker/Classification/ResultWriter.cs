using System.Threading.Channels;
using Nexa.Core.Contracts;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>
/// Writes the progress and results of all running jobs. Everything that waits goes into one transaction; while one commits, the next
/// gathers. Writes keep their order, so that a task's events do.
/// </summary>
internal sealed partial class ResultWriter(
    NpgsqlDataSource database, ManufacturerIds manufacturers, EventPublisher publisher, Doorbell doorbell, ReviewSettings review,
    ILogger<ResultWriter> log) : BackgroundService
{
    /// <summary>Writes of one transaction.</summary>
    private const int MostWrites = 256;

    /// <summary>
    /// How long a report of progress waits for more: an answer usually follows it at once, and both share a transaction. Chosen by
    /// measurement (bench, verb e2e).
    /// </summary>
    private static readonly TimeSpan ProgressDelay = TimeSpan.FromMilliseconds(5);

    // A connection of its own: the pool hands out its connections in turn, and a cold one costs more than the transaction.
    private NpgsqlConnection? connection;
    private readonly Channel<PendingWrite> inbox =
        Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(4096) { SingleReader = true });

    public ValueTask EnqueueAsync(PendingWrite write, CancellationToken ct) => inbox.Writer.WriteAsync(write, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var held = new List<PendingWrite>();
        while (held.Count > 0 || await inbox.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var (now, later) = TakeBatch(held);
            using (var delay = new CancellationTokenSource(ProgressDelay))
            {
                while (now.TrueForAll(write => write is PendingWrite.Progress) && await WaitForMoreAsync(delay.Token))
                {
                    (now, later) = TakeBatch([.. now, .. later]);
                }
            }

            held = later;
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    publisher.Publish(AddTraces(await WriteAsync(now), now));
                    break;
                }
                catch (NpgsqlException lost) when (lost.IsTransient && attempt == 1)
                {
                    // A lost commit may have succeeded: repeating it changes nothing then, because its items are settled and its leases
                    // ended.
                    LogRepeat(lost.Message);
                    await CloseAsync();
                }
                catch (Exception exception)
                {
                    LogFailure(now.Count, exception.Message);
                    now.ForEach(write => write.Break(exception)); // their jobs run again
                    await CloseAsync();
                    break;
                }
            }
        }

        await CloseAsync();
    }

    /// <summary>The last event of a task carries the trace of its request to whoever tells it.</summary>
    private static List<StoredEvent> AddTraces(IReadOnlyList<StoredEvent> events, List<PendingWrite> writes) =>
        [.. events.Select(one => ClientEvents.IsLast(one.Name, one.Payload)
            ? one with { TraceParent = writes.Find(write => write.TaskId == one.TaskId)?.Job.TraceParent } : one)];

    private async Task CloseAsync()
    {
        await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        connection = null;
    }

    /// <summary>False when the time is over, or when the inbox is closed and empty.</summary>
    private async ValueTask<bool> WaitForMoreAsync(CancellationToken time)
    {
        try
        {
            return await inbox.Reader.WaitToReadAsync(time);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        inbox.Writer.TryComplete(); // the pumps have stopped before, so nothing is enqueued any more
        return ExecuteTask?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>
    /// Takes the waiting writes, in order. One transaction writes at most one version per part number; a later answer, and everything
    /// after it from the same job, moves to the next batch.
    /// </summary>
    private (List<PendingWrite> Now, List<PendingWrite> Later) TakeBatch(List<PendingWrite> held)
    {
        var now = new List<PendingWrite>();
        var later = new List<PendingWrite>();
        var numbers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var behind = new HashSet<Guid>();
        foreach (var write in held.Concat(TakeWaiting()))
        {
            if (write is PendingWrite.End { IsVoid: true })
            {
                write.Break(new NpgsqlException("A result of this run was not written."));
            }
            else if (behind.Contains(write.Job.Id)
                || (write is PendingWrite.Item { Answer: not null } item && !numbers.Add(item.PartNumber.Trim())))
            {
                behind.Add(write.Job.Id);
                later.Add(write);
            }
            else
            {
                now.Add(write);
            }
        }

        return (now, later);
    }

    private IEnumerable<PendingWrite> TakeWaiting()
    {
        for (var i = 0; i < MostWrites && inbox.Reader.TryRead(out var write); i++)
        {
            yield return write;
        }
    }

    private async Task<IReadOnlyList<StoredEvent>> WriteAsync(List<PendingWrite> writes)
    {
        var names = await manufacturers.ResolveAsync(writes, CancellationToken.None);
        connection ??= await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var locked = await LockedRows.LockAsync(connection, writes, names, CancellationToken.None);
        var settlement = new Settlement(locked, names, review.SampleShare);
        foreach (var write in writes)
        {
            settlement.Add(write);
        }

        await settlement.FinishTasksAsync(connection, CancellationToken.None);
        await settlement.WriteAsync(connection, CancellationToken.None);
        await transaction.CommitAsync();
        if (settlement.HasDeliveries)
        {
            doorbell.Ring(DeliverWebhook.Kind);
        }

        writes.ForEach(write => write.Settle(locked.Jobs.Contains(write.Job.Id)));
        return settlement.Events;
    }

    [LoggerMessage(LogLevel.Warning, "Connection lost: writing the results again: {Reason}")]
    private partial void LogRepeat(string reason);

    [LoggerMessage(LogLevel.Error, "Writing {Count} results failed; their jobs run again: {Reason}")]
    private partial void LogFailure(int count, string reason);
}
