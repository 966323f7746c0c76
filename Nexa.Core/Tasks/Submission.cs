using System.Diagnostics;
using Nexa.Core.Contracts;

namespace Nexa.Core.Tasks;

/// <summary>Part numbers to become a task. The task's id is its own before it is written, so that writing it twice cannot make two.</summary>
internal sealed class Submission(Guid taskId, Guid ownerId, TaskKind kind, IReadOnlyList<NewItem> items, bool reclassify)
{
    private readonly TaskCompletionSource<Accepted> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid TaskId => taskId;
    public Guid OwnerId => ownerId;
    public TaskKind Kind => kind;
    public IReadOnlyList<NewItem> Items => items;
    public bool Reclassify => reclassify;

    /// <summary>The trace that its jobs belong to.</summary>
    public string? TraceParent { get; } = Activity.Current?.Id;

    /// <summary>Once it is committed.</summary>
    public Task<Accepted> Accepted => accepted.Task;

    public void Accept(IReadOnlyList<ClassificationResult> known) => accepted.TrySetResult(new(taskId, known));

    public void Refuse(Exception why) => accepted.TrySetException(why);
}
