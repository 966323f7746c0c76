using System.Text.RegularExpressions;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.FiscalStore;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Worker.Classification;

/// <summary>Has the agents classify the items of a job that are still pending, and writes each answer as it comes.</summary>
internal sealed partial class ClassifyItemsHandler(
    PendingItems pending, AgentsClient agents, ResultWriter writer, ResultJudge judge, EventPublisher publisher, AgentsSettings settings,
    OrganisationTables tables, NpgsqlDataSource database, TimeProvider clock, ILogger<ClassifyItemsHandler> log)
    : IJobHandler<ClassifyItems>
{
    /// <summary>The lower end of the agents' high band, which they open where 99 % of the measured answers were right.</summary>
    private const double SureEnough = 0.9;

    // What the server says of its failures is for the log: it may be in any language, or a stack trace.
    private const string NotClassified = "Os agentes não conseguiram classificar este item.";
    private const string NoAnswer = "Os agentes não retornaram uma classificação.";

    public async Task<Outcome> RunAsync(ClassifyItems payload, JobContext job, CancellationToken ct)
    {
        var run = new Run(payload, job.Claim, await pending.ReadItemsAsync(job.Id, ct));
        if (run.Pending.Count > 0)
        {
            try
            {
                await foreach (var message in agents.ProcessAsync(
                    TaskItem.NameChannel(job.Id), [.. run.Pending], run.Single, isFirstRun: job.Claim.Attempt == 1, ct))
                {
                    if (!await HandleMessageAsync(run, message, ct))
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
                LogUnavailable(busy.Message);
                var age = clock.GetUtcNow() - job.Claim.CreatedAt;
                if (age > settings.GiveUpAfter)
                {
                    return new Outcome.Fail(busy.Message);
                }

                if (busy.RetryAfter is null)
                {
                    await TellAsync(run,
                        "O serviço de agentes está indisponível; a classificação prosseguirá quando ele for restabelecido.", ct);
                }

                return new Outcome.Snooze(busy.RetryAfter ?? TimeSpan.FromSeconds(Math.Clamp(age.TotalSeconds / 2, 2, 30)), busy.Message);
            }
            catch (AgentsRefusedException refused)
            {
                LogFailure(refused.Message);
                run.LastError = "Os agentes recusaram o pedido.";
            }
            catch (HttpRequestException)
            {
                await TellAsync(run, "Os agentes falharam; haverá nova tentativa.", ct);
                throw;
            }
            catch (TimeoutException silent)
            {
                LogUnavailable(silent.Message);
                if (run.LastError is null)
                {
                    await TellAsync(run, "Os agentes não responderam; nova tentativa em andamento.", ct);
                    return new Outcome.Retry(silent.Message, TimeSpan.FromSeconds(1)); // the idle timeout was the wait
                }

                // The server reported failures and then fell silent: the items without a result are the failed ones.
            }

            if (run is { Pending.Count: > 0, LastError: null } && job.Claim.Attempt == 1)
            {
                // A message may have been lost on its way.
                return new Outcome.Retry("The agents ended without an answer to every item.", TimeSpan.FromSeconds(1));
            }

            foreach (var item in run.Pending)
            {
                await SettleAsync(run, new(job.Claim, run.TaskId, item.Id, item.PartNumber, null, run.LastError
                    ?? NoAnswer, run.AgentJobId), ct);
            }
        }

        // the last span of the trace: clients are told after the commit
        using var commit = JobMetrics.Source.StartActivity("commit results and events");
        if (await (run.End ?? await EndAsync(run, ct)).Written.WaitAsync(ct))
        {
            return new Outcome.Ended();
        }

        job.Stop(StopReason.LeaseLost);
        return new Outcome.Retry("lease lost");
    }

    public async Task<Action?> GiveUpAsync(
        ClassifyItems payload, JobContext job, Outcome.Fail failure, NpgsqlConnection connection, CancellationToken ct)
    {
        var items = await pending.ReadItemsAsync(job.Id, ct);
        var writes = items.ConvertAll(PendingWrite (item) => new PendingWrite.Item(
            job.Claim, payload.TaskId, item.Id, item.PartNumber, null, "Os agentes não responderam; tente novamente mais tarde.",
            AgentJobId: null));
        var none = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var locked = await LockedRows.LockAsync(connection, writes, none, ct);
        locked.Jobs.Add(job.Id); // this transaction has just marked the job failed, under its own token
        var settlement = new Settlement(locked, none);
        writes.ForEach(settlement.Add);
        await settlement.FinishTasksAsync(connection, ct);
        await settlement.WriteAsync(connection, ct);
        LogGivenUp(items.Count, failure.Reason);
        return () => publisher.Publish(settlement.Events);
    }

    /// <summary>Tells the client, and waits until that is written: a job that was returned to the queue can no longer write.</summary>
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
    private async Task<bool> HandleMessageAsync(Run run, AgentMessage message, CancellationToken ct)
    {
        run.AgentJobId ??= message.JobId;
        if (message.WrongResult is { } kind)
        {
            LogWrongResult(kind, message.Text);
        }

        switch (message.Status)
        {
            case AgentStatus.Processing:
                await writer.EnqueueAsync(
                    new PendingWrite.Progress(run.Job, run.TaskId, message.Current, message.Total, message.Text, message.JobId), ct);
                return true;
            case AgentStatus.PartialResult or AgentStatus.Done when message.Result is { } result && run.TakeItem(result) is { } item:
                var write = new PendingWrite.Item(run.Job, run.TaskId, item.Id, item.PartNumber,
                    await JudgeAsync(run, item, result, ct), null, message.JobId);
                await SettleAsync(run, write, ct);
                if (run.Pending.Count == 0)
                {
                    await EndAsync(run, ct); // queued at once, so that result and end share a transaction
                }

                return message.Status is AgentStatus.Done || await write.Written.WaitAsync(ct);
            case AgentStatus.PartialResult when message.WrongResult is not null:
            case AgentStatus.Failed:
                if (message.Status is AgentStatus.Failed)
                {
                    LogFailure(message.Text ?? "(no reason given)");
                }

                if (run.TakeFailed(message) is { } failed)
                {
                    await SettleAsync(run, new(run.Job, run.TaskId, failed.Id, failed.PartNumber, null, NotClassified, message.JobId), ct);
                    return true;
                }

                run.LastError = NotClassified;
                return true;
            default:
                return true;
        }
    }

    /// <summary>What analysts approved before may confirm a doubtful answer, and makes a sure one of another code doubtful.</summary>
    private async Task<JudgedResult> JudgeAsync(Run run, TaskItem item, ClassificationResult answer, CancellationToken ct)
    {
        run.HasCases ??= await ApprovedCases.AnyAsync(database, run.TaskId, ct);
        var isSure = answer is { Ncm.Length: 8, ConfidenceScore: >= SureEnough };
        var approved = run.HasCases is false ? null
            : isSure ? await ApprovedCases.FindContradictingAsync(database, run.TaskId, item.PartNumber, item.Description, answer, ct)
            : (await ApprovedCases.FindAsync(database, run.TaskId, item.PartNumber, item.Description, answer.Fabricante, ct))
                .FirstOrDefault();
        return judge.Judge(await tables.FindAsync(run.OrganisationId, ct), item, answer, approved, isSure);
    }

    [LoggerMessage(LogLevel.Warning, "Agents sent {Kind} in place of a result: {Text}")]
    private partial void LogWrongResult(string kind, string? text);

    [LoggerMessage(LogLevel.Warning, "Agents unavailable: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Warning, "Agents reported a failure: {Reason}")]
    private partial void LogFailure(string reason);

    [LoggerMessage(LogLevel.Error, "Giving up: {Items} items end without a classification: {Reason}")]
    private partial void LogGivenUp(int items, string reason);

    /// <summary>One run of a job: its pending items and its results so far.</summary>
    private sealed class Run(ClassifyItems payload, ClaimedJob job, List<TaskItem> pending)
    {
        public Guid TaskId => payload.TaskId;
        public Guid OrganisationId => payload.OrganisationId;
        public ClaimedJob Job => job;
        public List<TaskItem> Pending => pending;
        public List<PendingWrite> Results { get; } = [];
        public PendingWrite.End? End { get; set; }
        public bool Single { get; } = pending.Count == 1;
        public string? AgentJobId { get; set; }

        /// <summary>Whether the organisation's analysts have approved anything; null until it is asked.</summary>
        public bool? HasCases { get; set; }
        public string? LastError { get; set; }

        /// <summary>Removes and returns the item of a batch that a failure names; null where it could be any.</summary>
        public TaskItem? TakeFailed(AgentMessage failure)
        {
            if (Single)
            {
                return null; // the job's last message decides
            }

            var item = failure.PartNumber is { } number
                ? pending.Find(one => PartNumber.Normalize(one.PartNumber) == PartNumber.Normalize(number))
                : pending.Where(one => IsNamedIn(failure.Text ?? "", one.PartNumber)).MaxBy(one => one.PartNumber.Length);
            if (item is not null)
            {
                pending.Remove(item);
            }

            return item;
        }

        /// <summary>Whether a text has the number as a word of its own. Digits alone may be anything: "timeout after 100 s".</summary>
        private static bool IsNamedIn(string text, string number) => !number.All(char.IsAsciiDigit)
            && Regex.IsMatch(text, $@"(?<![\p{{L}}\d-]){Regex.Escape(number)}(?![\p{{L}}\d-])", RegexOptions.None, TimeSpan.FromSeconds(1));

        /// <summary>Removes and returns the item that a result belongs to; null when there is none.</summary>
        public TaskItem? TakeItem(ClassificationResult result)
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
