using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Nexa.Core.Jobs;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>
/// Writes what the running jobs have to say, all that waits in one transaction: while one commits, the next gathers.
/// In order, so that a task's events keep theirs.
/// </summary>
internal sealed partial class ResultWriter(
    NpgsqlDataSource database, ManufacturerIds manufacturers, EventPublisher publisher, Doorbell doorbell, IOptions<ReviewOptions> review, ILogger<ResultWriter> log) : BackgroundService
{
    private const int Largest = 256;

    /// <summary>
    /// How long a report of progress waits for company: most often the answer comes right behind it, and both make one transaction.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(5);

    // Its own: the pool hands out its connections in turn, and a cold one costs more than the transaction.
    private NpgsqlConnection? connection;
    private readonly Channel<PendingWrite> inbox = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(4096) { SingleReader = true });

    public ValueTask EnqueueAsync(PendingWrite write, CancellationToken ct) => inbox.Writer.WriteAsync(write, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var held = new List<PendingWrite>();
        while (held.Count > 0 || await inbox.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var (now, later) = Gather(held);
            using (var linger = new CancellationTokenSource(Linger))
            {
                while (now.TrueForAll(write => write is PendingWrite.Progress) && await MoreAsync(linger.Token))
                {
                    (now, later) = Gather([.. now, .. later]);
                }
            }

            held = later;
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    publisher.Publish(await WriteAsync(now));
                    break;
                }
                catch (NpgsqlException lost) when (lost.IsTransient && attempt == 1)
                {
                    // Also when the commit was on its way: what it did is not done again, for its items are settled and its leases ended.
                    WriteRepeated(lost.Message);
                    await CloseAsync();
                }
                catch (Exception exception)
                {
                    WriteFailed(now.Count, exception.Message);
                    now.ForEach(write => write.Break(exception)); // their jobs run again
                    await CloseAsync();
                    break;
                }
            }
        }

        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        connection = null;
    }

    /// <summary>False when it is time, or when nothing will come any more.</summary>
    private async ValueTask<bool> MoreAsync(CancellationToken time)
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
        inbox.Writer.TryComplete(); // stopped after the pumps: nobody writes any more
        return ExecuteTask?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>
    /// What waits, in order. The second answer to one part number, and all of its job after it, waits for the next transaction: it
    /// replaces the first.
    /// </summary>
    private (List<PendingWrite> Now, List<PendingWrite> Later) Gather(List<PendingWrite> held)
    {
        var now = new List<PendingWrite>();
        var later = new List<PendingWrite>();
        var numbers = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var behind = new HashSet<Guid>();
        foreach (var write in held.Concat(Waiting()))
        {
            if (write is PendingWrite.End { IsVoid: true })
            {
                write.Break(new NpgsqlException("A result of this run was not written."));
            }
            else if (behind.Contains(write.Job.Id) || (write is PendingWrite.Item { Answer: not null } item && !numbers.Add(item.PartNumber.Trim())))
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

    private IEnumerable<PendingWrite> Waiting()
    {
        for (var i = 0; i < Largest && inbox.Reader.TryRead(out var write); i++)
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
        var settlement = new Settlement(locked, names, review.Value.SampleShare);
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

    [LoggerMessage(LogLevel.Warning, "Results are written again: {Reason}")]
    private partial void WriteRepeated(string reason);

    [LoggerMessage(LogLevel.Error, "{Count} results could not be written, their jobs run again: {Reason}")]
    private partial void WriteFailed(int count, string reason);
}
