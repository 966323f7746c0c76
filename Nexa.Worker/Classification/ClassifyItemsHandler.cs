using Microsoft.Extensions.Options;
using Nexa.Core.Catalogue;
using Nexa.Core.Contracts;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Npgsql;
using Nexa.Worker.Jobs;

namespace Nexa.Worker.Classification;

/// <summary>Has the agents classify the items of a job that are still pending, and writes each answer as it comes.</summary>
internal sealed partial class ClassifyItemsHandler(
    PendingItems pending, AgentsClient agents, ResultWriter writer, ResultJudge judge, EventPublisher publisher, IOptions<AgentsOptions> options, ILogger<ClassifyItemsHandler> log)
    : IJobHandler<ClassifyItems>
{
    public async Task<Outcome> RunAsync(ClassifyItems payload, JobContext job, CancellationToken ct)
    {
        var run = new Run(payload.TaskId, job.Claim, await pending.ReadAsync(job.Id, ct));
        if (run.Pending.Count > 0)
        {
            try
            {
                await foreach (var message in agents.ProcessAsync($"progress-{job.Id}", [.. run.Pending], run.Single, ct))
                {
                    if (!await TakeAsync(run, message, ct))
                    {
                        job.Stop(StopReason.LeaseLost);
                        return new Outcome.Retry("lease lost");
                    }

                    if (run.Pending.Count == 0)
                    {
                        break;
                    }
                }
            }
            catch (AgentsBusyException busy)
            {
                Busy(busy.Message);
                var age = DateTimeOffset.UtcNow - job.Claim.CreatedAt;
                if (age > options.Value.GiveUpAfter)
                {
                    return new Outcome.Fail(busy.Message);
                }

                if (busy.RetryAfter is null)
                {
                    await TellAsync(run, "Os agentes estão fora do ar; a classificação continua quando voltarem.", ct);
                }

                return new Outcome.Snooze(busy.RetryAfter ?? TimeSpan.FromSeconds(Math.Clamp(age.TotalSeconds / 2, 2, 30)), busy.Message);
            }
            catch (AgentsRefusedException refused)
            {
                Reported(refused.Message);
                run.LastError = "Os agentes recusaram o pedido.";
            }
            catch (HttpRequestException)
            {
                await TellAsync(run, "Os agentes falharam; perguntaremos de novo.", ct);
                throw;
            }
            catch (TimeoutException silent)
            {
                Busy(silent.Message);
                if (run.LastError is null)
                {
                    await TellAsync(run, "Os agentes não responderam; perguntando de novo.", ct);
                    return new Outcome.Retry(silent.Message, TimeSpan.FromSeconds(1)); // it has waited long enough
                }

                // It said that parts had failed and then nothing more: those are the ones without a result.
            }

            if (run is { Pending.Count: > 0, LastError: null } && job.Claim.Attempt == 1)
            {
                // One may have been lost on its way.
                return new Outcome.Retry("The agents ended without an answer to every item.", TimeSpan.FromSeconds(1));
            }

            foreach (var item in run.Pending)
            {
                await SettleAsync(run, new(job.Claim, run.TaskId, item.Id, item.PartNumber, null, run.LastError ?? "Os agentes não devolveram classificação.", run.AgentJobId), ct);
            }
        }

        using var commit = JobMetrics.Source.StartActivity("commit results and events"); // the trace ends where clients are told
        if (await (run.End ?? await EndAsync(run, ct)).Written.WaitAsync(ct))
        {
            return new Outcome.Ended();
        }

        job.Stop(StopReason.LeaseLost);
        return new Outcome.Retry("lease lost");
    }

    public async Task<Action?> GiveUpAsync(
        ClassifyItems payload, JobContext job, string reason, NpgsqlConnection connection, CancellationToken ct)
    {
        var items = await pending.ReadAsync(job.Id, ct);
        var writes = items.ConvertAll(PendingWrite (item) => new PendingWrite.Item(
            job.Claim, payload.TaskId, item.Id, item.PartNumber, null, "Os agentes não responderam; tente novamente mais tarde.",
            item.AgentJobId));
        var none = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var locked = await LockedRows.LockAsync(connection, writes, none, ct);
        locked.Jobs.Add(job.Id); // failed in this very transaction, under its own token
        var settlement = new Settlement(locked, none);
        writes.ForEach(settlement.Add);
        await settlement.FinishTasksAsync(connection, ct);
        await settlement.WriteAsync(connection, ct);
        GaveUp(items.Count, reason);
        return () => publisher.Publish(settlement.Events);
    }

    /// <summary>Waits until it is written: given back, the job has nothing to say any more.</summary>
    private async Task TellAsync(Run run, string message, CancellationToken ct)
    {
        var progress = new PendingWrite.Progress(run.Job, run.TaskId, 0, run.Pending.Count, message, run.AgentJobId);
        await writer.EnqueueAsync(progress, ct);
        await progress.Written.WaitAsync(ct);
    }

    private ValueTask SettleAsync(Run run, PendingWrite.Item write, CancellationToken ct)
    {
        run.Results.Add(write);
        return writer.EnqueueAsync(write, ct);
    }

    private async Task<PendingWrite.End> EndAsync(Run run, CancellationToken ct)
    {
        run.End = new(run.Job, run.TaskId, run.Results);
        await writer.EnqueueAsync(run.End, ct);
        return run.End;
    }

    /// <summary>False when the lease was lost.</summary>
    private async Task<bool> TakeAsync(Run run, AgentMessage message, CancellationToken ct)
    {
        run.AgentJobId ??= message.JobId;
        switch (message.Status)
        {
            case AgentStatus.Processing:
                await writer.EnqueueAsync(new PendingWrite.Progress(run.Job, run.TaskId, message.Current, message.Total, message.Text, message.JobId), ct);
                return true;
            case AgentStatus.PartialResult or AgentStatus.Done when message.Result is { } result && run.Take(result) is { } item:
                var write = new PendingWrite.Item(run.Job, run.TaskId, item.Id, item.PartNumber, judge.Judge(item, result), null, message.JobId);
                await SettleAsync(run, write, ct);
                if (run.Pending.Count == 0)
                {
                    await EndAsync(run, ct); // at once: both are one transaction
                }

                return message.Status is AgentStatus.Done || await write.Written.WaitAsync(ct);
            case AgentStatus.PartialResult when message.Text is not null:
                run.LastError = message.Text;
                return true;
            case AgentStatus.Failed:
                run.LastError = message.Text ?? "Os agentes não conseguiram classificar.";
                Reported(run.LastError);
                return true;
            default:
                return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The agents are not at hand: {Reason}")]
    private partial void Busy(string reason);

    [LoggerMessage(LogLevel.Warning, "The agents reported a failure: {Reason}")]
    private partial void Reported(string reason);

    [LoggerMessage(LogLevel.Error, "{Items} items end without a classification: {Reason}")]
    private partial void GaveUp(int items, string reason);

    /// <summary>One run of a job: what is still to come.</summary>
    private sealed class Run(Guid taskId, ClaimedJob job, List<TaskItem> pending)
    {
        public Guid TaskId => taskId;
        public ClaimedJob Job => job;
        public List<TaskItem> Pending => pending;
        public List<PendingWrite> Results { get; } = [];
        public PendingWrite.End? End { get; set; }
        public bool Single { get; } = pending.Count == 1;
        public string? AgentJobId { get; set; }
        public string? LastError { get; set; }

        /// <summary>The item that a result is for, taken off the list; null when it is for none.</summary>
        public TaskItem? Take(ClassificationResult result)
        {
            var number = result.Partnumber is null ? null : PartNumber.Normalize(result.Partnumber);
            var item = Single && pending.Count == 1 ? pending[0] : pending.Find(i => PartNumber.Normalize(i.PartNumber) == number);
            if (item is not null)
            {
                pending.Remove(item);
            }

            return item;
        }
    }
}
