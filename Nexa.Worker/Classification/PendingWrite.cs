using Nexa.Core.Classifications;
using Nexa.Core.Jobs;

namespace Nexa.Worker.Classification;

/// <summary>A change that a running job makes to its task; written only while the job holds its lease.</summary>
internal abstract record PendingWrite(ClaimedJob Job, Guid TaskId)
{
    private readonly TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with true after the commit, with false when the lease was lost and nothing was written.</summary>
    public Task<bool> Written => written.Task;

    public void Settle(bool committed) => written.TrySetResult(committed);

    public void Break(Exception exception) => written.TrySetException(exception);

    /// <summary>Progress without a result; in a batch the counts are those of the settled items.</summary>
    public sealed record Progress(
        ClaimedJob Job, Guid TaskId, int Current, int Total, string? Message, string? AgentJobId) : PendingWrite(Job, TaskId);

    /// <summary>An item's end: a judged answer, or an error.</summary>
    public sealed record Item(
        ClaimedJob Job, Guid TaskId, Guid ItemId, string PartNumber, JudgedResult? Answer, string? Error,
        string? AgentJobId) : PendingWrite(Job, TaskId)
    {
        public Guid PartNumberId { get; set; }
    }

    /// <summary>The job has done all its items.</summary>
    public sealed record End(ClaimedJob Job, Guid TaskId, IReadOnlyList<PendingWrite> Results) : PendingWrite(Job, TaskId)
    {
        /// <summary>True when a result before it was not written: the job has not ended and runs again.</summary>
        public bool IsVoid => Results.Any(result => result.Written.IsFaulted);
    }
}
