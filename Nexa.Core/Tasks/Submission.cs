using System.Diagnostics;
using Nexa.Core.Data;

namespace Nexa.Core.Tasks;

/// <summary>Whose a task is, who sent it, and the importer that it is for, if one is named.</summary>
public sealed record Sender(Guid OrganisationId, Guid? UserId, Guid? ImporterId = null);

/// <summary>
/// Part numbers to become a task. The task's id is its own before it is written, so that writing it twice cannot make two.
/// A class, not a record: two submissions of the same content are two.
/// </summary>
internal sealed class Submission(Guid taskId, Sender sender, TaskKind kind, IReadOnlyList<NewItem> items, bool reclassify)
{
    public Guid TaskId => taskId;
    public Guid OrganisationId => sender.OrganisationId;
    public Guid? SentBy => sender.UserId;
    public Guid? ImporterId => sender.ImporterId;
    public TaskKind Kind => kind;
    public IReadOnlyList<NewItem> Items => items;
    public bool Reclassify => reclassify;

    /// <summary>Of the flow that sends it: it is written by another flow, together with those of other organisations.</summary>
    public string? Scope { get; } = OrganisationScope.Current;

    /// <summary>The trace that its jobs belong to.</summary>
    public string? TraceParent { get; } = Activity.Current?.Id;
}
